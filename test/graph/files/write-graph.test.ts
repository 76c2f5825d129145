import { readFile, stat } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type Graph, type GraphFormat, graph, pathGraph, readGraph, writeGraph } from "../../../graph/mod.ts";
import { place } from "./folder.ts";

type Rows = readonly object[];

async function again(
  one: Graph<never, string, never, never>,
  name: string,
  options = {},
): Promise<{ edges: Rows; vertices: Rows }> {
  const path = await place(name);
  await writeGraph(one, path, options);
  const read = await readGraph(path);
  return { edges: [...(await read.edges.collect())], vertices: [...(await read.vertices.collect())] };
}

const text = fc
  .string({ unit: "grapheme", maxLength: 6 })
  .filter((one) => !/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u.test(one));
const value = fc.oneof(
  fc.record({ n: fc.integer(), x: fc.double({ noNaN: true, noDefaultInfinity: true }), ok: fc.boolean(), name: text }),
  fc.record({ n: fc.constant(null), x: fc.constant(null), ok: fc.constant(null), name: fc.constant(null) }),
);

/** A random graph over texts: self-loops, parallel edges, vertices without edges. */
const random = fc.uniqueArray(text, { minLength: 1, maxLength: 8 }).chain((ids) =>
  fc.record({
    directed: fc.boolean(),
    vertices: fc.tuple(...ids.map((id) => value.map((values) => ({ id, ...values })))),
    edges: fc.array(
      fc
        .tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), value)
        .map(([source, target, values]) => ({ source, target, ...values })),
      { minLength: 1, maxLength: 12 },
    ),
  }),
);

test.each(["graphml", "gexf", "node-link"] as const)(
  "what is written as %s is read again as it was, values and types",
  async (format: GraphFormat) => {
    await fc.assert(
      fc.asyncProperty(random, async ({ directed, vertices, edges }) => {
        const one = graph({
          edges: from(edges),
          source: "source",
          target: "target",
          vertices: from(vertices),
          id: "id",
          directed,
        });
        const path = await place(`g.${format === "node-link" ? "json" : format}`);
        await writeGraph(one, path);
        const read = await readGraph(path);
        expect([...(await read.vertices.collect())].map(withoutNulls)).toEqual(vertices.map(withoutNulls));
        expect([...(await read.edges.collect())].map(withoutNulls)).toEqual(edges.map(withoutNulls));
      }),
      { numRuns: 40, seed: 20261126 },
    );
  },
);

/** A column of nulls alone is not in the file. */
function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, one]) => one !== null));
}

const roads = graph({
  edges: from([
    { from: 2, to: 1, km: 3 },
    { from: 4, to: 2, km: 5 },
  ]),
  source: "from",
  target: "to",
  weight: "km",
  directed: false,
}) as never as Graph<never, string, never, never>;

test("the weight is called so whatever its column is, and numbers stay ids in formats that have them", async () => {
  const edges = [
    { source: 2, target: 1, weight: 3 },
    { source: 4, target: 2, weight: 5 },
  ];
  expect((await again(roads, "g.txt")).edges).toEqual(edges);
  expect((await again(roads, "g.json")).edges).toEqual(edges);
  const matrix = await again(roads, "g.mtx");
  expect(matrix.edges).toEqual(edges);
  expect(matrix.vertices).toHaveLength(4);
  expect((await again(roads, "g.metis")).edges).toEqual([
    { source: 1, target: 2, weight: 3 },
    { source: 2, target: 4, weight: 5 },
  ]);
  expect((await again(roads, "g.mtx", { columns: [] })).edges[0]).toEqual({ source: 2, target: 1 });
});

test("positions are Gephi's, and infinities, NaN and −0 are kept", async () => {
  const vertices = [
    { id: "a", x: 1.5, y: -0, label: "A", heat: Number.POSITIVE_INFINITY },
    { id: "b", x: 0, y: 2, label: "B", heat: Number.NaN },
  ];
  const one = graph({
    edges: from([{ source: "a", target: "b" }]),
    source: "source",
    target: "target",
    vertices: from(vertices),
    id: "id",
  });
  const path = await place("g.gexf");
  await writeGraph(one, path);
  expect(await readFile(path, "utf8")).toContain('<viz:position x="1.5" y="-0"/>');
  expect([...(await (await readGraph(path)).vertices.collect())]).toEqual(vertices);
});

const between = (source: unknown, target: unknown, more: object = {}, directed = true) =>
  graph({
    edges: from([{ source, target, ...more }]),
    source: "source",
    target: "target",
    directed,
  } as never) as never as Graph<never, string, never, never>;

test.each([
  [
    "g.mtx",
    between("a", "b"),
    'as ids in Matrix Market must be whole numbers from 1: got "a"; give vertices such ids by mapIds(…) before',
  ],
  [
    "g.mtx",
    between(1, 2, { kind: "road" }),
    'as matrix-market holds no columns of edges but weights: got "kind"; leave them out by columns: ["weight"], or [] for none',
  ],
  ["g.metis", between(1, 2), "must have neither directions nor edges from a vertex to itself: got a directed graph"],
  ["g.metis", between(1, 1, {}, false), "got an edge from a vertex to itself"],
  ["g.metis", between(1, 2, { weight: 1.5 }, false), "weights in METIS must be whole numbers above 0: got 1.5"],
  ["g.txt", between("a b", "c"), 'must be numbers or words without blanks, commas, semicolons, "#" and "%": got "a b"'],
  ["g.graphml", between("a\u0001", "c"), "without control characters"],
  ["g.graphml", between("a", "c", { list: [1] }), 'got an array in "list"'],
  ["g.gexf", between("a", "c", { list: [1] }), 'got an array in "list"'],
  ["g.graphml", between(1, "1"), 'got two vertices that are both written "1"'],
  ["g.json", between("a", "b", { x: Number.NaN }), 'got NaN in "x"'],
  ["g.json", between("a", "b", { x: 2n ** 60n }), 'got 1152921504606846976n in "x"'],
])("%s refuses what it cannot hold, and no file appears", async (name, one, message) => {
  const path = await place(name);
  await expect(writeGraph(one, path)).rejects.toThrow(message);
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("an edge to a vertex that is none is refused, and columns that are not there", async () => {
  const one = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b", vertices: from([{ id: 1 }]), id: "id" });
  await expect(writeGraph(one, await place("g.txt"))).rejects.toThrow(
    "got an edge with 2, which is none; see strayEdges()",
  );
  await expect(writeGraph(roads, await place("g.txt"), { columns: ["km"] })).rejects.toThrow("weight");
  await expect(writeGraph({} as never, await place("g.txt"))).rejects.toThrow(
    "Cannot write a graph as it must be a graph: got object",
  );
});

test("a graph that is made is written as any other", async () => {
  expect((await again(pathGraph(3) as never, "g.edges")).edges).toEqual([
    { source: 0, target: 1 },
    { source: 1, target: 2 },
  ]);
});
