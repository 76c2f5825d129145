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
  const whole = roads.addVertices([{ id: 3 }] as never) as never as typeof roads;
  const matrix = await again(whole, "g.mtx");
  expect(matrix.edges).toEqual(edges);
  expect(matrix.vertices).toHaveLength(4);
  expect((await again(whole, "g.metis")).edges).toEqual([
    { source: 1, target: 2, weight: 3 },
    { source: 2, target: 4, weight: 5 },
  ]);
  expect((await again(whole, "g.mtx", { columns: [] })).edges[0]).toEqual({ source: 2, target: 1 });
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

test("a vertex without edges, and a first edge that looks like names, have no place in an edge list", async () => {
  const [edges, vertices] = [
    from([{ a: "x", b: "y" }]),
    from([{ id: "x" }, { id: "lonely" }, { id: "y" }, { id: "other" }]),
  ];
  const one = graph({ edges, source: "a", target: "b", vertices, id: "id" });
  await expect(writeGraph(one, await place("g.txt"))).rejects.toThrow(
    'vertices of an edge list must have edges: got "lonely" and 1 more without; write GraphML, GEXF',
  );
  const headed = graph({
    edges: from([
      { a: "x", b: "y" },
      { a: "1", b: "2" },
    ]),
    source: "a",
    target: "b",
  });
  await expect(writeGraph(headed, await place("g.txt"))).rejects.toThrow('as a line of names does: got "x" and "y"');
});

const weight = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(2 ** 60, -(2 ** 60), 1e21, -0, 2 ** 53 - 1));
const word = fc.string({ maxLength: 4 });
const ends = fc.oneof(
  fc.constant(fc.integer({ min: 1, max: 9 })),
  fc.constant(fc.oneof(fc.integer({ min: 0, max: 99 }).map(String), word)),
);
/** Rows of edges between numbers or texts, with columns that an edge list may hold or not. */
const rowsOfEdges = ends.chain((id) =>
  fc
    .oneof(fc.constant(weight), fc.constant(word), fc.constant(fc.oneof(weight, word)))
    .chain((value) => fc.array(fc.record({ source: id, target: id, value, weight }), { minLength: 1, maxLength: 6 })),
);

test("what is written as an edge list is read again as it was, the weight as the weight, or is refused", async () => {
  let written = 0;
  const law = fc.asyncProperty(rowsOfEdges, async (edges) => {
    const path = await place("g.txt");
    const one = graph({ edges: from(edges), source: "source", target: "target", weight: "weight" });
    if (!(await isWritten(one as never, path))) return;
    written++;
    expect([...(await (await readGraph(path)).edges.collect())]).toEqual(edges);
  });
  await fc.assert(law, { numRuns: 100, seed: 20261127 });
  expect(written).toBeGreaterThan(20);
});

async function isWritten(one: Graph<never, string, never, never>, path: string): Promise<boolean> {
  try {
    await writeGraph(one, path);
    return true;
  } catch (cause) {
    expect(String(cause)).toMatch(/Cannot write a graph to .*: got .*; /s);
    return false;
  }
}

test("what is written as Matrix Market is read again as it was", async () => {
  const id = fc.integer({ min: 1, max: 9 });
  const rows = fc.array(fc.record({ source: id, target: id, weight }), { minLength: 1, maxLength: 6 });
  const law = fc.asyncProperty(rows, async (edges) => {
    const vertices = from(Array.from({ length: 9 }, (_, at) => ({ id: at + 1 })));
    const one = graph({ edges: from(edges), source: "source", target: "target", vertices, id: "id" });
    expect((await again(one as never, "g.mtx")).edges).toEqual(edges);
  });
  await fc.assert(law, { numRuns: 60, seed: 20261127 });
});

test("weights of METIS are whole numbers up to 2^53", async () => {
  const heavy = { source: 1, target: 2, weight: Number.MAX_SAFE_INTEGER };
  const one = graph({ edges: from([heavy]), source: "source", target: "target", directed: false });
  expect((await again(one as never, "g.metis")).edges).toEqual([heavy]);
});

/** Edges with these in a column. */
const columnOf = (...values: readonly unknown[]) =>
  graph({
    edges: from(values.map((value) => ({ source: "a", target: "b", value }))),
    source: "source",
    target: "target",
  } as never) as never as Graph<never, string, never, never>;

test("positions that a double would round are attributes, whole numbers as they were", async () => {
  const vertices = [
    { id: "a", x: 2n ** 60n + 1n, y: 1 },
    { id: "b", x: null, y: 2 },
  ];
  const edges = from([{ source: "a", target: "b", weight: 2n ** 60n }]);
  const one = graph({ edges, source: "source", target: "target", vertices: from(vertices), id: "id" });
  const read = await again(one as never, "g.gexf");
  expect(read.vertices).toEqual(vertices);
  expect(read.edges).toEqual([{ source: "a", target: "b", weight: 2 ** 60 }]);
});

/** An object that holds itself. */
function endless(): object {
  const one: { self?: object } = {};
  one.self = one;
  return one;
}

test.each([
  [
    "g.mtx",
    between("a", "b"),
    'as ids in Matrix Market must be whole numbers from 1 to 134217728: got "a"; give vertices such ids by mapIds(…) before',
  ],
  [
    "g.mtx",
    between(1, 2, { kind: "road" }),
    'as matrix-market holds no columns of edges but weights: got "kind"; leave them out by columns: ["weight"], or [] for none',
  ],
  ["g.metis", between(1, 2), "must have neither directions nor edges from a vertex to itself: got a directed graph"],
  ["g.metis", between(1, 1, {}, false), "got an edge from a vertex to itself"],
  ["g.metis", between(1, 2, { weight: 1.5 }, false), "weights in METIS must be whole numbers above 0: got 1.5"],
  [
    "g.txt",
    between("a b", "c"),
    'must be numbers or words without blanks, commas, semicolons, "#", "%" and quotes before them: got "a b"',
  ],
  ["g.txt", between("\ud800", "c"), "numbers or words without blanks"],
  [
    "g.txt",
    between(1, 2, { weight: 2n ** 60n }),
    'got 1152921504606846976n in "weight" of the edge from 1 to 2; map it',
  ],
  ["g.txt", between(1, 2, { weight: null }), 'got null in "weight"'],
  [
    "g.txt",
    between(1, 2, { kind: "007" }),
    'numbers that a double holds, or words that are no numbers: got "007" in "kind"',
  ],
  ["g.txt", between(1, 2, { kind: "12345678901234567890" }), 'got "12345678901234567890" in "kind"'],
  ["g.txt", between(1, 2, { kind: "{a" }), 'got "{a" in "kind"'],
  ["g.txt", between(1, 2, { ok: true }), 'got true in "ok"'],
  ["g.txt", columnOf(1, "x"), 'got "x" in "value"'],
  ["g.txt", columnOf("x", 1), 'got 1 in "value"'],
  ["g.mtx", between(1, 2, { weight: 2n ** 60n }), "whole ones up to 2^53: got 1152921504606846976n; round them"],
  [
    "g.metis",
    between(1, 3, {}, false),
    "the numbers from 1, each of them: got 2 without 2; add what is missing by addVert",
  ],
  ["g.mtx", between(1, 2 ** 27 + 1), "must be whole numbers from 1 to 134217728: got 134217729"],
  ["g.graphml", between("a\u0001", "c"), "without control characters"],
  ["g.graphml", between("a", "c", { list: [1] }), 'got an array in "list"'],
  ["g.gexf", between("a", "c", { list: [1] }), 'got an array in "list"'],
  ["g.graphml", between("a", "c", { list: 2n ** 63n }), 'got 9223372036854775808n in "list"'],
  [
    "g.gexf",
    between("a", "c", { weight: 2n ** 60n + 1n }),
    'weights in GEXF must be numbers that a double holds, and each edge must have one: got 1152921504606846977n from "a" to "c"; map',
  ],
  ["g.gexf", between("a", "c", { weight: null }), 'each edge must have one: got null from "a" to "c"'],
  ["g.gexf", between("a", "c", { weight: "heavy" }), 'got "heavy" from "a" to "c"'],
  ["g.graphml", columnOf(1, "x"), 'and of one kind in a column: got "x" in "value"'],
  ["g.gexf", columnOf(true, 1), 'and of one kind in a column: got 1 in "value"'],
  ["g.graphml", columnOf(0.5, 2n ** 60n + 1n), 'got 1152921504606846977n in "value"'],
  ["g.gexf", columnOf(2n ** 60n + 1n, 0.5), 'got 1152921504606846977n in "value"'],
  [
    "g.graphml",
    between(1, "1"),
    'ids in GraphML must be all texts without control characters, or all numbers: got "1"; make',
  ],
  [
    "g.gexf",
    between(1, "a"),
    'ids in GEXF must be all texts without control characters, or all numbers: got "a"; make',
  ],
  ["g.gexf", between(1, 1.5), "or all whole numbers: got 1.5; make"],
  ["g.txt", between(1, "a"), 'must be whole numbers up to 2^53, or all of them texts: got "a" beside 1; make'],
  ["g.txt", between(1, 2 ** 60), "up to 2^53, or all of them texts: got 1152921504606847000; make"],
  ["g.json", between("a", "b", { x: Number.NaN }), 'got NaN in "x" of the edge from "a" to "b"; map it to a text'],
  ["g.json", between("a", "b", { x: new Date(0) }), 'got a Date in "x" of the edge from "a" to "b"'],
  ["g.json", between("a", "b", { x: new Map([[1, 2]]) }), 'got a Map in "x"'],
  ["g.json", between("a", "b", { x: [1, { y: undefined }] }), 'got undefined within an array in "x"'],
  ["g.json", between("a", "b", { x: endless() }), 'got lists or objects without an end within an object in "x"'],
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
