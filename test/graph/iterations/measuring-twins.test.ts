import { expect, test } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { f64, graph, i32 } from "../../../graph/mod.ts";
import { acyclicGraphs, entriesOf, graphOf, nearly, type PlainGraph, testGraphs } from "../naive.ts";

type One = ReturnType<typeof graphOf>;
type Twin = (one: One, first: number, plain: PlainGraph) => Dataset<object> | Promise<object[]>;

const infinite = Number.POSITIVE_INFINITY;
const undirected = (one: One): One => one.undirected().simplified() as unknown as One;

const simple = (one: One): One => one.simplified() as unknown as One;

/** What algorithms that measure, rank and colour vertices are by messages, beside those of pregel.test.ts and twins.test.ts. */
const twins: Readonly<Record<string, { readonly messages: Twin; readonly kernel: Twin; readonly acyclic?: true }>> = {
  katz: {
    messages: (one) =>
      one.pregel({
        state: { centrality: f64() },
        combine: "sum",
        active: "all",
        maxSupersteps: 40,
        compute(v, message, { superstep, sendAlongEdges }) {
          v.centrality = 1 + (superstep === 0 ? 0 : 0.01 * message);
          sendAlongEdges(v.centrality);
        },
      }).vertices,
    kernel: (one) => one.katz({ alpha: 0.01, normalize: "none" }),
  },
  eigenvector: {
    messages: (one) =>
      one
        .pregel({
          state: { value: f64(), centrality: f64() },
          combine: "sum",
          active: "all",
          maxSupersteps: 10_000,
          aggregators: { squares: "sum", change: "sum" },
          until: ({ superstep, aggregates }) => superstep > 1 && aggregates.change < 1e-12,
          compute(v, message, { superstep, aggregates, vertexCount, add, sendAlongEdges }) {
            // The length of what all had is known in the next superstep: what is sent is as long as the greatest eigenvalue, and one.
            const length = Math.sqrt(aggregates.squares);
            const before = v.centrality;
            v.centrality = superstep === 0 ? 1 / Math.sqrt(vertexCount) : v.value / length;
            v.value = superstep === 0 ? v.centrality : (message + v.value) / length;
            add("squares", v.value ** 2);
            add("change", Math.abs(v.centrality - before));
            sendAlongEdges(v.value);
          },
        })
        .vertices.map(({ id, centrality }) => ({ id, centrality })),
    kernel: (one) => one.eigenvector({ tolerance: 1e-12 }),
  },
  hits: {
    // Each vertex as two, a hub and an authority: between those of two vertices there is an edge without a direction.
    messages: (_one, _first, plain) => {
      const ends = [...entriesOf(plain)].flatMap(([id, all]) =>
        all.map(({ to }) => ({ hub: 2 * id, authority: 2 * to + 1 })),
      );
      const vertices = plain.vertices.flatMap((id) => [{ id: 2 * id }, { id: 2 * id + 1 }]);
      const split = graph({
        edges: from(ends),
        source: "hub",
        target: "authority",
        vertices: from(vertices),
        id: "id",
        directed: false,
      });
      return split
        .pregel({
          state: { score: f64() },
          combine: "sum",
          active: "all",
          maxSupersteps: 12,
          aggregators: { hubs: "sum", authorities: "sum" },
          compute(v, message, { superstep, vertexCount, edgeCount, aggregates, add, sendAlongEdges }) {
            const isHub = v.id % 2 === 0;
            if (edgeCount === 0) {
              v.score = isHub ? 2 / vertexCount : 0;
              return;
            }
            const takesTurn = (superstep % 2 === 0) === isHub;
            if (superstep === 11) v.score /= isHub ? aggregates.hubs : aggregates.authorities;
            else if (takesTurn) v.score = superstep === 0 ? 1 : message;
            if (superstep < 10 && takesTurn) sendAlongEdges(v.score);
            if (superstep === 10) add(isHub ? "hubs" : "authorities", v.score);
          },
        })
        .vertices.map(({ id, score }) => ({ id, score }));
    },
    kernel: (one) =>
      one.hits({ iterations: 5 }).flatMap(({ id, hub, authority }) => [
        { id: 2 * id, score: hub },
        { id: 2 * id + 1, score: authority },
      ]),
  },
  "pageRank, personalised": {
    messages: (one, first) =>
      one.pregel({
        state: { rank: f64() },
        combine: "sum",
        active: "all",
        maxSupersteps: 9,
        aggregators: { dangling: "sum" },
        compute(v, message, { superstep, vertexCount, aggregates, add, sendAlongEdges }) {
          const jump = v.id === first ? 1 : 0;
          v.rank = superstep === 0 ? 1 / vertexCount : 0.85 * message + (0.15 + 0.85 * aggregates.dangling) * jump;
          if (v.degree === 0) add("dangling", v.rank);
          else sendAlongEdges(v.rank / v.degree);
        },
      }).vertices,
    kernel: (one, first) => one.pageRank({ iterations: 8, personalization: new Map([[first, 1]]) }),
  },
  labelPropagation: {
    messages: (one) =>
      one.pregel({
        state: { community: f64() },
        combine: "all",
        active: "all",
        maxSupersteps: 5,
        compute(v, messages, { superstep, sendAlongEdges }) {
          if (superstep === 0) v.community = v.id;
          else if (messages.length > 0) v.community = mostFrequent(messages);
          sendAlongEdges(v.community);
        },
      }).vertices,
    kernel: (one) => one.labelPropagation({ iterations: 4 }),
  },
  closeness: {
    messages: async (one, first, { vertices }) => {
      const { reached, sum } = await measured(one, first, "in");
      return [{ id: first, closeness: reached === 0 ? 0 : (reached / sum) * (reached / (vertices.length - 1)) }];
    },
    kernel: (one, first) => one.closeness().filter(({ id }) => id === first),
  },
  harmonic: {
    messages: async (one, first) => [{ id: first, harmonic: (await measured(one, first, "in")).inverses }],
    kernel: (one, first) => one.harmonic().filter(({ id }) => id === first),
  },
  eccentricity: {
    messages: async (one, first, { vertices }) => {
      const { reached, greatest } = await measured(one, first, "out");
      return [{ id: first, eccentricity: reached + 1 < vertices.length ? null : greatest }];
    },
    kernel: (one, first) => one.eccentricity().filter(({ id }) => id === first),
  },
  triangles: {
    messages: (one) => trianglesBy(one).map(({ id, asked }) => ({ id, triangles: asked / 2 })),
    kernel: (one) => undirected(one).triangles(),
  },
  localClustering: {
    messages: (one) =>
      trianglesBy(one).map(({ id, asked, near }) => ({ id, coefficient: near < 2 ? 0 : asked / (near * (near - 1)) })),
    kernel: (one) => undirected(one).localClustering(),
  },
  transitivity: {
    messages: async (one, _first, { vertices }) => {
      const asked = await trianglesBy(one).collect();
      const sum = (of: (row: (typeof asked)[number]) => number): number => asked.reduce((all, row) => all + of(row), 0);
      const triples = sum(({ near }) => (near * (near - 1)) / 2);
      const corners = sum(({ asked }) => asked / 2);
      const coefficients = sum(({ asked, near }) => (near < 2 ? 0 : asked / (near * (near - 1))));
      const transitivity = triples === 0 ? 0 : corners / triples;
      return [{ triples, triangles: corners / 3, transitivity, averageClustering: coefficients / vertices.length }];
    },
    kernel: (one) => one.transitivity(),
  },
  reciprocity: {
    messages: async (one) => {
      const { supersteps } = simple(one).pregel({
        state: { heard: i32() },
        combine: "all",
        active: "all",
        maxSupersteps: 2,
        aggregators: { edges: "sum", back: "sum" },
        compute(v, messages, { superstep, add, sendAlongEdges }) {
          if (superstep === 0) add("edges", v.degree);
          const own = new Set<number>();
          sendAlongEdges(({ to }) => {
            own.add(to);
            return v.id;
          });
          v.heard = messages.filter((from) => own.has(from)).length;
          if (superstep === 1) add("back", v.heard);
        },
      });
      const [first, second] = await supersteps.collect();
      return [{ reciprocity: first!.edges === 0 ? null : second!.back / first!.edges }];
    },
    kernel: (one) => one.reciprocity(),
  },
  // The least vertex and its side in one number, 2 · number + side; −1 where both sides are heard of: it goes to all that hang together.
  bipartition: {
    messages: (one) =>
      one
        .pregel({
          state: { heard: f64(infinite) },
          combine: "all",
          direction: "both",
          maxSupersteps: 200,
          compute(v, messages, { superstep, sendAlongEdges }) {
            let next = v.heard;
            for (const each of superstep === 0 ? [2 * v.number] : messages) {
              const [root, own] = [Math.floor(each / 2), Math.floor(next / 2)];
              if (next < 0 || each < 0 || (root === own && each !== next)) next = -1;
              else if (root < own) next = each;
            }
            if (next === v.heard) return;
            v.heard = next;
            sendAlongEdges(next < 0 ? -1 : next ^ 1);
          },
        })
        .vertices.map(({ id, heard }) => ({ id, side: heard < 0 ? null : heard % 2 })),
    kernel: (one) => one.bipartition(),
  },
  // Jones and Plassmann's order: who has more neighbours goes first, so that the colours are those of one vertex after the other.
  "colouring, largest first": {
    messages: (one) =>
      undirected(one)
        .pregel({
          state: { colour: i32(-1), waits: i32(), taken: f64() },
          combine: "all",
          maxSupersteps: 100,
          compute(v, messages, { superstep, vertexCount, sendAlongEdges }) {
            const priority = v.degree * vertexCount + vertexCount - v.number;
            if (superstep === 0) sendAlongEdges(priority);
            if (superstep === 1) v.waits = messages.filter((other) => other > priority).length;
            if (superstep > 1 && v.colour < 0) {
              v.waits -= messages.length;
              for (const colour of messages) v.taken = Number(BigInt(v.taken) | (1n << BigInt(colour)));
            }
            if (superstep === 0 || v.waits > 0 || v.colour >= 0) return;
            while (((BigInt(v.taken) >> BigInt(++v.colour)) & 1n) === 1n);
            sendAlongEdges(v.colour);
          },
        })
        .vertices.map(({ id, colour }) => ({ id, colour: Math.max(0, colour) })),
    kernel: (one) => undirected(one).colouring({ order: "largest first" }),
  },
  topologicalOrder: {
    acyclic: true,
    messages: (one) =>
      one.pregel({
        state: { generation: i32(-1) },
        combine: "max",
        maxSupersteps: 100,
        compute(v, message, { superstep, sendAlongEdges }) {
          const generation = superstep === 0 ? 0 : message;
          if (generation <= v.generation) return;
          v.generation = generation;
          sendAlongEdges(generation + 1);
        },
      }).vertices,
    kernel: (one) => one.topologicalOrder().map(({ id, generation }) => ({ id, generation })),
  },
};

/** Of the distances along edges from a vertex, or to it: each is told to aggregators when it is found. */
async function measured(
  one: One,
  first: number,
  direction: "in" | "out",
): Promise<{ reached: number; sum: number; inverses: number; greatest: number }> {
  const { supersteps } = one.pregel({
    state: { distance: f64(infinite) },
    combine: "min",
    direction,
    maxSupersteps: 100,
    aggregators: { reached: "sum", sum: "sum", inverses: "sum" },
    compute(v, message, { superstep, add, sendAlongEdges }) {
      const distance = superstep === 0 && v.id === first ? 0 : message;
      if (distance >= v.distance) return;
      v.distance = distance;
      sendAlongEdges(distance + 1);
      if (distance === 0) return;
      add("reached", 1);
      add("sum", distance);
      add("inverses", 1 / distance);
    },
  });
  const all = { reached: 0, sum: 0, inverses: 0, greatest: 0 };
  for (const { superstep, reached, sum, inverses } of await supersteps.collect()) {
    all.reached += reached;
    all.sum += sum;
    all.inverses += inverses;
    if (reached > 0) all.greatest = superstep;
  }
  return all;
}

/**
 * Vertices that know their neighbours ask each of them about each other: who is asked about a neighbour of its own is in a triangle with both
 * the one who asks and the one it is asked about, twice for each triangle.
 */
function trianglesBy(one: One): Dataset<{ id: number; asked: number; near: number }> {
  return undirected(one).pregel({
    state: { asked: i32(), near: i32() },
    combine: "all",
    active: "all",
    maxSupersteps: 3,
    compute(v, messages, { superstep, send, sendAlongEdges }) {
      if (superstep === 0) sendAlongEdges(v.id);
      if (superstep === 1) {
        v.near = messages.length;
        for (const one of messages) for (const other of messages) if (one !== other) send(one, other);
      }
      if (superstep < 2) return;
      const own = new Set<number>();
      sendAlongEdges(({ to }) => {
        own.add(to);
        return 0;
      });
      v.asked = messages.filter((about) => own.has(about)).length;
    },
  }).vertices;
}

/** Of several the greatest. */
function mostFrequent(labels: Float64Array): number {
  const counts = Map.groupBy(labels, (label) => label);
  return [...counts].sort(([a, x], [b, y]) => y.length - x.length || b - a)[0]![0];
}

const byId = (rows: readonly object[]): object[] =>
  [...rows].sort((one, other) => (one as { id: number }).id - (other as { id: number }).id);

const rowsOf = async (given: Dataset<object> | Promise<object[]>): Promise<object[]> =>
  byId("collect" in given ? await given.collect() : await given);

test.each(Object.entries(twins))("%s by messages is that of the kernel", async (_, { messages, kernel, acyclic }) => {
  const graphs = acyclic ? acyclicGraphs() : testGraphs().slice(1, 20);
  for (const plain of graphs.filter(({ vertices }) => vertices.length > 0)) {
    const [one, first] = [graphOf(plain), plain.vertices[0]!];
    const expected = await rowsOf(kernel(one, first, plain));
    expect(await rowsOf(messages(one, first, plain)), `${plain.name}, directed ${plain.directed}`).toEqual(
      nearly(expected),
    );
  }
});
