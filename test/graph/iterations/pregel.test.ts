import { expect, test } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { end, harness, row } from "../../../core/testing/mod.ts";
import { f64, type Graph, graph, i32, noVertex, u32, vertexNumber } from "../../../graph/mod.ts";
import { expectAgreement, graphOf, graphOfPairs, nearly, type PlainGraph, testGraphs } from "../naive.ts";

type Row = { readonly id: number };
type Weighted = Graph<number, "id", never, never> | ReturnType<typeof graphOf>;

const graphs = testGraphs().slice(0, 18);

/** What our own kernels give, for the same graph. */
async function expectKernel(
  iterate: (graph: ReturnType<typeof graphOf>, first: number) => Dataset<unknown>,
  kernel: (graph: ReturnType<typeof graphOf>, first: number) => Dataset<unknown>,
  change: (plain: PlainGraph) => PlainGraph = (plain) => plain,
): Promise<void> {
  for (const plain of graphs.filter(({ vertices }) => vertices.length > 0).map(change)) {
    const one = graphOf(plain);
    const first = plain.vertices[0]!;
    const expected = await kernel(one, first).collect();
    expect(await iterate(one, first).collect(), `${plain.name}, directed ${plain.directed}`).toEqual(nearly(expected));
  }
}

const distances = (one: Weighted, first: number) =>
  (one as ReturnType<typeof graphOf>).pregel({
    state: { distance: f64(Number.POSITIVE_INFINITY) },
    combine: "min",
    maxSupersteps: 100,
    compute(v, message, { superstep, sendAlongEdges }) {
      const distance = superstep === 0 && v.id === first ? 0 : message;
      if (distance >= v.distance) return;
      v.distance = distance;
      sendAlongEdges((e) => distance + e.weight);
    },
  });

test("shortest distances by messages are those of the kernel", () =>
  expectKernel(
    (one, first) => distances(one, first).vertices,
    (one, first) =>
      one.sssp({ from: first }).map(({ id, distance }) => ({ id, distance: distance ?? Number.POSITIVE_INFINITY })),
  ));

test("PageRank by messages is that of the kernel, its dead ends by an aggregator", () =>
  expectKernel(
    (one) =>
      one.pregel({
        state: { rank: f64() },
        combine: "sum",
        active: "all",
        maxSupersteps: 11,
        aggregators: { dangling: "sum" },
        compute(v, message, { superstep, vertexCount, aggregates, add, sendAlongEdges }) {
          v.rank =
            superstep === 0 ? 1 / vertexCount : (0.15 + 0.85 * aggregates.dangling) / vertexCount + 0.85 * message;
          if (v.degree === 0) add("dangling", v.rank);
          else sendAlongEdges(v.rank / v.degree);
        },
      }).vertices,
    (one) => one.pageRank({ iterations: 10 }),
  ));

test("components by the least number that is heard of are those of the kernel, named by ids", () =>
  expectKernel(
    (one) =>
      one.pregel({
        state: { component: vertexNumber() },
        combine: "min",
        direction: "both",
        maxSupersteps: 100,
        compute(v, message, { superstep, sendAlongEdges }) {
          const least = superstep === 0 ? v.number : message;
          if (least >= v.component) return;
          v.component = least;
          sendAlongEdges(least);
        },
      }).vertices,
    (one) => {
      // The kernel names components by their smallest id, messages by the vertex that stands first.
      const parts = one.connectedComponents();
      const names = parts.distinctBy("component").map(({ id, component }) => ({ component, first: id }));
      return parts
        .join(names, { on: "component", select: ({ id }, { first }) => ({ id, component: first }) })
        .sort("id")
        .apply(inOrderOf(one));
    },
  ));

/** Rows in the order of the graph's vertices. */
function inOrderOf(
  one: ReturnType<typeof graphOf>,
): (rows: Dataset<{ id: number; component: number }>) => Dataset<unknown> {
  return (rows) => one.vertices.join(rows, { on: "id" });
}

test("label propagation over all messages is LDBC's", () =>
  expectKernel(
    (one) =>
      one.pregel({
        state: { community: f64() },
        combine: "all",
        active: "all",
        direction: "both",
        maxSupersteps: 4,
        compute(v, messages, { superstep, sendAlongEdges }) {
          if (superstep === 0) v.community = v.id;
          else if (messages.length > 0) v.community = mostFrequent(messages);
          sendAlongEdges(v.community);
        },
      }).vertices,
    (one) => one.cdlp({ iterations: 3 }),
    withoutLoops,
  ));

/** To LDBC a self-loop leads both ways, so that its vertex hears of itself twice. */
const withoutLoops = (plain: PlainGraph): PlainGraph => ({
  ...plain,
  edges: plain.edges.filter(({ source, target }) => source !== target),
});

/** Of several the least. */
function mostFrequent(labels: Float64Array): number {
  const counts = Map.groupBy(labels, (label) => label);
  return [...counts].sort(([a, x], [b, y]) => y.length - x.length || a - b)[0]![0];
}

const chain = [
  { source: 1, target: 2, weight: 2 },
  { source: 2, target: 3, weight: 1 },
  { source: 1, target: 3, weight: 9 },
  { source: 3, target: 4, weight: 1 },
];

test("a row for each superstep tells how many vertices were computed, what was sent, and what aggregators gave", async () => {
  const { supersteps } = graphOfPairs([
    [1, 2],
    [2, 3],
  ]).pregel({
    state: { hops: u32(99) },
    combine: "min",
    maxSupersteps: 10,
    aggregators: { farthest: "max", met: "sum", nearest: "min" },
    compute(v, message, { superstep, add, sendAlongEdges }) {
      const hops = superstep === 0 ? (v.id === 1 ? 0 : 99) : message;
      if (hops >= v.hops) return;
      v.hops = hops;
      add("farthest", hops);
      add("nearest", v.id);
      add("met", 1);
      sendAlongEdges(hops + 1);
    },
  });
  expect(await supersteps.collect()).toEqual([
    { superstep: 0, active: 3, messages: 1, farthest: 0, met: 1, nearest: 1 },
    { superstep: 1, active: 1, messages: 1, farthest: 1, met: 1, nearest: 2 },
    { superstep: 2, active: 1, messages: 0, farthest: 2, met: 1, nearest: 3 },
  ]);
});

test("it ends by until, by maxSupersteps, or when no message was sent", async () => {
  const count = async (
    until: ((report: { superstep: number }) => boolean) | undefined,
    rounds: number,
  ): Promise<number> => {
    const { supersteps } = graphOfPairs([[1, 2]], false).pregel({
      state: { seen: f64() },
      combine: "sum",
      maxSupersteps: rounds,
      ...(until === undefined ? {} : { until }),
      compute: (_, __, { superstep, sendAlongEdges }) => {
        if (superstep < 6) sendAlongEdges(1);
      },
    });
    return (await supersteps.collect()).length;
  };
  expect(await count(({ superstep }) => superstep === 2, 100)).toBe(3);
  expect(await count(undefined, 5)).toBe(5);
  expect(await count(undefined, 100)).toBe(7);
});

test("vertices begin with values of their rows, see broadcast rows, and send to any vertex by its id", async () => {
  const cities = from([
    { city: "AMS", stock: 5 },
    { city: "CGN", stock: 1 },
    { city: "FRA", stock: 0 },
  ]);
  const roads = graph({
    edges: from([{ a: "AMS", b: "CGN" }]),
    source: "a",
    target: "b",
    vertices: cities,
    id: "city",
  });
  const { vertices } = roads.pregel({
    state: { stock: f64(), giver: vertexNumber() },
    initial: ({ stock }) => ({ stock }),
    combine: (one, other) => one + other,
    maxSupersteps: 3,
    broadcast: { orders: from([{ from: "AMS", to: "FRA", pieces: 2 }]) },
    compute(v, message, { superstep, broadcast, send }) {
      if (superstep > 0) {
        v.stock += message;
        return;
      }
      for (const { from: giver, to, pieces } of broadcast.orders) {
        if (giver !== v.id) continue;
        v.stock -= pieces;
        v.giver = v.number;
        send(to, pieces);
      }
    },
  });
  expect(await vertices.collect()).toEqual([
    { city: "AMS", stock: 3, giver: "AMS" },
    { city: "CGN", stock: 1, giver: null },
    { city: "FRA", stock: 2, giver: null },
  ]);
  expect(noVertex).toBe(2 ** 32 - 1);
});

test.each(["min", "all"] as const)(
  "a crash after every call changes nothing, messages combined by %s",
  async (combine) => {
    const run = async (crashes: "when told" | "after every call"): Promise<unknown[]> => {
      const build = (rows: Dataset<(typeof chain)[number]>) =>
        graph({ edges: rows, source: "source", target: "target", weight: "weight" }).pregel({
          state: { distance: f64(Number.POSITIVE_INFINITY) },
          combine,
          maxSupersteps: 20,
          aggregators: { computed: "sum" },
          compute(v, message, { superstep, add, sendAlongEdges }) {
            const least = typeof message === "number" ? message : Math.min(...message);
            const distance = superstep === 0 && v.id === 1 ? 0 : least;
            add("computed", 1);
            if (distance >= v.distance) return;
            v.distance = distance;
            sendAlongEdges((e) => distance + e.weight);
          },
        }).vertices;
      const one = await harness(build, { boundedness: "bounded", crashes });
      await one.send(...chain.map(row), end);
      const events = one.output().filter(({ event }) => event === "row");
      await one.close();
      return events;
    };
    const expected = [1, 2, 3, 4].map((id) => row({ id, distance: [0, 2, 3, 4][id - 1]! }));
    expect(await run("when told")).toEqual(expected);
    expect(await run("after every call")).toEqual(expected);
  },
);

test("a computation that has gone on is not begun anew after a crash", async () => {
  const computed: number[] = [];
  const build = (rows: Dataset<(typeof chain)[number]>) =>
    graph({ edges: rows, source: "source", target: "target" }).pregel({
      state: { seen: f64() },
      combine: "sum",
      maxSupersteps: 4,
      compute(v, _, { superstep, sendAlongEdges }) {
        if (v.id === 1 || superstep > 0) computed.push(superstep);
        sendAlongEdges(1);
      },
    }).vertices;
  const one = await harness(build, { boundedness: "bounded", crashes: "after every call" });
  await one.send(...chain.map(row), end);
  await one.close();
  expect(computed.filter((superstep) => superstep === 0)).toHaveLength(1);
});

test("what a vertex throws tells of it and of the superstep, and a promise is refused", async () => {
  const failing = (compute: () => unknown): Promise<unknown> =>
    graphOfPairs([[1, 2]])
      .pregel({ state: { x: f64() }, combine: "sum", maxSupersteps: 2, compute: compute as never })
      .vertices.collect();
  const thrown = (): never => {
    throw new Error("no luck");
  };
  await expect(failing(thrown)).rejects.toThrow(
    /Cannot compute vertex 1 in superstep 0 of pregel as its function threw: no luck/,
  );
  await expect(failing(async () => 1)).rejects.toThrow(/a superstep is computed at once: got a promise/);
  const far = graphOfPairs([[1, 2]]).pregel({
    state: { x: f64() },
    combine: "sum",
    maxSupersteps: 2,
    compute: (_, __, { send }) => send(7, 1),
  });
  await expect(far.vertices.collect()).rejects.toThrow(
    /must go to a vertex of the graph: got 7, which is none of its 2/,
  );
  const adding = graphOfPairs([[1, 2]]).pregel({
    state: { x: f64() },
    combine: "sum",
    maxSupersteps: 2,
    compute: (_, __, { add }) => add("change" as never, 1),
  });
  await expect(adding.vertices.collect()).rejects.toThrow(
    /must be declared: got "change", there is none; write aggregators/,
  );
});

test.each([
  [
    { state: {} },
    "its state must say the kind of each value: got none; write for instance state: { distance: f64(Infinity) }",
  ],
  [
    { state: { id: f64() } },
    'its state must have names of its own: got "id"; id, number, degree are of the vertex itself',
  ],
  [
    { state: { hops: u32(-1) } },
    "its state hops must begin with a whole number from 0 to 4294967295: got -1; write f64(…) for numbers of any kind",
  ],
  [{ state: { hops: u32(Number.POSITIVE_INFINITY) } }, "from 0 to 4294967295: got Infinity"],
  [
    { state: { hops: i32(1.5) } },
    "its state hops must begin with a whole number from -2147483648 to 2147483647: got 1.5",
  ],
  [{ state: { hops: i32(2 ** 40) } }, "to 2147483647: got 1099511627776"],
  [{ state: { rank: f64("x" as never) } }, 'its state rank must begin with a number: got "x"'],
  [
    { state: { part: { kind: "vertex", initial: 0 } } },
    "its state part must begin with no vertex: got 0; write vertexNumber()",
  ],
  [
    { aggregators: { active: "sum", met: "sum", superstep: "max" } },
    'its aggregators must have names of their own: got "active", "superstep"; ' +
      "rename them: superstep, active, messages are columns of each row of supersteps",
  ],
  [{ maxSupersteps: 0 }, "its maxSupersteps must be a whole number from 1: got 0"],
  [{ combine: "avg" }, 'its messages must be combined by min, max, sum, all or a function: got "avg"'],
  [{ aggregators: { change: "avg" } }, 'its aggregators must be sum, min or max: got "avg"'],
  [{ broadcast: { rules: [1] } }, 'its broadcast must be bounded datasets: got "rules"'],
  [{ compute: 1 }, "Cannot use pregel as it takes a function: got number"],
  [{ direction: "all" }, "direction"],
  [{ messages: 1 }, "messages"],
])("%o is refused when the iteration is described", (wrong, words) => {
  const right = { state: { x: f64() }, combine: "sum", maxSupersteps: 2, compute: () => undefined };
  expect(() => graphOfPairs([[1, 2]]).pregel({ ...right, ...wrong } as never)).toThrow(words);
});

test("a graph without vertices has no superstep to speak of", async () => {
  await expectAgreement(
    (one) => distances(one as ReturnType<typeof graphOf>, 1).vertices as Dataset<Row>,
    () => [],
    testGraphs().slice(0, 1),
  );
});

test("a graph without vertices is computed once, also where all of them would be", async () => {
  const { supersteps } = graph({ edges: from<{ a: number; b: number }>([]), source: "a", target: "b" }).pregel({
    state: { seen: f64() },
    combine: "sum",
    active: "all",
    maxSupersteps: 9,
    compute: () => undefined,
  });
  expect((await supersteps.collect()).length).toBeLessThanOrEqual(1);
});

test("edges that never end are refused by the name of the iteration", () => {
  const endless = { async *[Symbol.asyncIterator]() {} } as AsyncIterable<{ a: number; b: number }>;
  const edges = from(endless, { boundedness: "unbounded" });
  const options = { state: { seen: f64() }, combine: "sum", maxSupersteps: 2, compute: () => undefined } as const;
  expect(() => graph({ edges, source: "a", target: "b" }).pregel(options)).toThrow(
    'Cannot iterate in pregel as its edges must end: got "an unbounded dataset"',
  );
});
