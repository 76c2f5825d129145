import { expect, test } from "vitest";
import { from, tumbling } from "../../core/mod.ts";
import { type Algorithm, degrees, f64, graph, gridGraph, kTruss, pageRank, runningMetrics } from "../../graph/mod.ts";
import { makers } from "../../graph/short-methods/short-methods.ts";
import { inOneTurn } from "../../graph/turns.ts";

const pairs = [
  { at: 1, a: "x", b: "y" },
  { at: 2, a: "y", b: "z" },
];
const calls = graph({ edges: from(pairs), source: "a", target: "b" });

test.each([
  [pageRank, "got the function pageRank; call what makes it, for instance pageRank()"],
  [() => pageRank(), "; call what makes it, for instance pageRank()"],
  ["pageRank", 'got "pageRank"; call'],
  [undefined, "got undefined; call"],
  [null, "got null; call"],
  [{ name: "mine" }, "; call"],
])("%o is no algorithm, and refused where it is applied", (given, words) => {
  const timed = graph({ edges: from(pairs).withEventTime(({ at }) => at), source: "a", target: "b" });
  const applied = [() => calls.apply(given as never), () => timed.window(tumbling(10)).apply(given as never)];
  for (const apply of applied) {
    expect(apply).toThrow("Cannot use apply as it takes an algorithm: got ");
    expect(apply).toThrow(words);
  }
  const all = (): unknown => calls.applyAll({ good: degrees(), ranks: given as never });
  expect(all).toThrow("Cannot use applyAll as its ranks must be an algorithm: got ");
  expect(all).toThrow(words);
});

const plain = ["simplified", "triplets", "strayEdges", "reversed", "undirected"];

test.each([...Object.keys(makers), ...plain])("%s refuses an option that it does not have", (name) => {
  const timed = graph({ edges: from(pairs).withEventTime(({ at }) => at), source: "a", target: "b" });
  const graphs: readonly object[] = name in makers ? [calls, timed.window(tumbling(10))] : [calls];
  for (const one of graphs) {
    const call = (one as Readonly<Record<string, (options: unknown) => unknown>>)[name]!;
    expect(() => call({ zzz: 1 })).toThrow("zzz");
    expect(() => call(null)).toThrow(/Cannot .* as .*got null/);
  }
});

test("methods without options say so", () => {
  const kTruss = calls.kTruss as (options: object) => unknown;
  expect(() => kTruss({ k: 4, from: "x" })).toThrow(
    "Cannot use kTruss as it has no options: got an object of k, from; write kTruss()",
  );
});

const weighing =
  "pageRank closeness harmonic betweenness edgeBetweenness eigenvector hits louvain leiden greedyModularity " +
  "modularity degrees forceAtlas eccentricity distanceMetrics longestPath simRank";

test.each(weighing.split(" "))("%s is not asked to use weights that the graph does not have", (name) => {
  const make = makers[name] as unknown as (options: object) => Algorithm<string, object>;
  const others = name === "modularity" ? { communities: new Map([["x", 1]]) } : name === "simRank" ? { from: "x" } : {};
  const [using, ignoring] = [make({ ...others, weights: "use" }), make({ ...others, weights: "ignore" })];
  const edges = from(pairs).withEventTime(({ at }) => at);
  const of = { source: "a", target: "b" } as const;
  const [plain, weighted] = [graph({ edges, ...of }), graph({ edges, ...of, weight: "at" })];
  const words =
    `Cannot use weights in ${name} as the graph must have some: got none; name them where the graph is made, ` +
    'for instance graph({ …, weight: "km" }), or leave out weights: "use"';
  expect(() => plain.apply(using)).toThrow(words);
  expect(() => plain.applyAll({ good: ignoring, one: using })).toThrow(words);
  expect(() => plain.window(tumbling(10)).apply(using)).toThrow(words);
  expect(() => weighted.apply(using)).not.toThrow();
  expect(() => weighted.window(tumbling(10)).apply(using)).not.toThrow();
  expect(() => plain.apply(ignoring)).not.toThrow();
});

test.each([
  [
    () => calls.betweenness({ sources: 0 } as never),
    "Cannot apply betweenness as its sources must be an array: got 0; write",
  ],
  [() => calls.bipartiteProjection({ onto: "x" } as never), 'its onto must be an array: got "x"; write'],
  [
    () => calls.jaccard({ pairs: "all" } as never),
    'its pairs must be an array: got "all"; write jaccard({ pairs: [[one, other], …] })',
  ],
  [() => calls.jaccard({ pairs: ["x", "y"] } as never), 'each of its pairs must be two ids: got "x"; write jaccard('],
  [() => calls.resistanceDistance({ pairs: [["x"]] } as never), 'each of its pairs must be two ids: got "x"; write'],
  [
    () => calls.intersect(calls, { by: "edge" } as never),
    'Cannot intersect graphs as its by must be a function of an edge: got "edge"; write',
  ],
  [
    () => gridGraph({ rows: 2 } as never),
    'its dimensions must be an array: got "object"; write for instance gridGraph([',
  ],
])("what is no list, pair or function is refused when it is given (%#)", (call, words) => {
  expect(call).toThrow(words);
});

test("algorithms are not applied where none is given", () => {
  for (const none of [undefined, {}])
    expect(() => calls.applyAll(none as never)).toThrow("there must be one at least: got none");
});

test.each([
  [{ x: 1 }, "object"],
  ["x", "string"],
  [[["x", 1]], "object"],
  [null, "object"],
])("pageRank is not personalized by %o", (personalization, got) => {
  expect(() => calls.pageRank({ personalization } as never)).toThrow(
    `Cannot rank pages in pageRank as its personalization must be a Map from ids to shares: got ${JSON.stringify(got)}; write for instance new Map(`,
  );
});

test.each([
  ["rank", "pageRank"],
  ["degree", "degrees"],
  ["component", "connectedComponents"],
] as const)("vertices whose id is called %s cannot have the rows of %s", async (id, algorithm) => {
  const vertices = from(["x", "y", "z"].map((name) => ({ [id]: name })));
  const one = graph({ edges: from(pairs), source: "a", target: "b", vertices, id });
  await expect(one[algorithm]().collect()).rejects.toThrow(
    `Cannot give the rows of ${algorithm} as its results must be called otherwise than the id of vertices: got "${id}" for both; ` +
      `write id: (vertex) => vertex["${id}"], which rows call "id"`,
  );
  const other = graph({
    edges: from(pairs),
    source: "a",
    target: "b",
    vertices,
    id: (vertex: Readonly<Record<string, string>>) => vertex[id],
  });
  expect((await other[algorithm]().collect()).map((row) => Object.keys(row).slice(0, 2))).toEqual(
    Array.from({ length: 3 }, () => ["id", id]),
  );
});

test("an algorithm for edges whose result is called as an end of theirs is told so", async () => {
  const values = { source: { kind: "values" as const, values: [1, 2] } };
  const mine = { name: "mine", gives: "edges" as const, run: () => inOneTurn(() => values) };
  await expect(calls.apply(mine).collect()).rejects.toThrow(
    'Cannot give the rows of mine as its results must be called otherwise than an end of edges: got "source" for both; ' +
      "let the algorithm call its result something else",
  );
});

test("windows of a graph whose ids are called as the ends of windows are refused", () => {
  const edges = from(pairs).withEventTime(({ at }) => at);
  const vertices = from([{ windowStart: "x" }]);
  const one = graph({ edges, source: "a", target: "b", vertices, id: "windowStart" });
  expect(() => one.window(tumbling(10)).degrees()).toThrow(
    'Cannot compute degrees in windows as windowStart and windowEnd say which window rows are of: got "windowStart as the id of vertices"; ' +
      'write id: (vertex) => vertex.windowStart, which rows call "id"',
  );
});

test("what a vertex is given that is no state is refused: all vertices would have it", async () => {
  const { vertices } = calls.pregel({
    state: { p: f64() },
    combine: "min",
    maxSupersteps: 1,
    compute(v) {
      Object.assign(v, { q: 1 });
    },
  });
  await expect(vertices.collect()).rejects.toThrow(
    /Cannot compute vertex "x" in superstep 0 of pregel as its function threw: .*not extensible.*; what vertices are to keep is declared in state/,
  );
});

test("rows that edges which never end change are read as changes, and refusals say how", async () => {
  async function* endless(): AsyncGenerator<(typeof pairs)[number]> {
    yield* pairs;
  }
  const edges = from(endless(), { boundedness: "unbounded" });
  const live = graph({ edges, source: "a", target: "b" }).degrees();
  const way = "use changelog() before it, which makes a row of each change";
  await expect(live.collect()).rejects.toThrow(`${way}, and then limit(n) before it, forEach, or for await`);
  await expect(live.limit(2).collect()).rejects.toThrow(way);
  await expect(live.forEach(() => undefined)).rejects.toThrow(way);
  expect(await live.changelog().limit(2).collect()).toHaveLength(2);
});

const loose = calls as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>;

test.each(["addEdges", "removeEdges"] as const)("%s refuses rows without the ends of an edge", async (method) => {
  const wrong = [[["x", "y"]], [{ a: "x", b: "y" }], [{ source: "x", target: null }], ["x"], [null]];
  for (const rows of wrong) {
    expect(() => loose[method]!(rows), JSON.stringify(rows)).toThrow(
      `Cannot use ${method} as each of its rows must have the ends of an edge as source and target: got `,
    );
  }
  expect(() => loose[method]!([{ a: "x", b: "y" }])).toThrow("got a row with a, b; write for instance { source: 1");
});

test("rows of a dataset that have no ends of edges are refused by removeEdges when they come", async () => {
  const rest = calls.removeEdges(from([{ a: "x", b: "y" }]) as never).edges;
  await expect(rest.collect()).rejects.toThrow(
    /Cannot use removeEdges as each of its rows must have the ends of an edge as source and target: got a row with a, b/,
  );
});

test.each([
  [[{ size: 4, ends: "meets" }], /ends.*meets/],
  [[{ size: 4, wrap: true }], /wrap/],
  [{ rows: 2 }, /its dimensions must be an array: got/],
])("a grid of %o is refused", (dimensions, words) => {
  expect(() => gridGraph(dimensions as never)).toThrow(words);
});

test("an initial that gives no object is refused with the vertex", async () => {
  const { vertices } = calls.pregel({
    state: { p: f64() },
    initial: () => null as never,
    combine: "min",
    maxSupersteps: 1,
    compute: () => undefined,
  });
  await expect(vertices.collect()).rejects.toThrow(
    'Cannot begin vertex "x" in pregel as what initial gives must be an object of its state: got null; give {}',
  );
});

const places = from(["x", "y", "z"].map((id) => ({ id, kind: "town" })));
const towns = graph({ edges: from(pairs), source: "a", target: "b", vertices: places, id: "id" }) as unknown as Loose;
/** A graph whose columns are called otherwise than was said. */
const misnamed = (names: object) =>
  graph({ edges: from(pairs), source: "a", target: "b", ...names } as never) as unknown as Loose;
interface Rows {
  collect(): Promise<Iterable<unknown>>;
}
interface Loose {
  readonly [method: string]: ((...given: unknown[]) => { readonly vertices: Rows; readonly edges: Rows } & Rows) & Rows;
}
const select = (): object => ({});

test.each<[string, () => Rows, string, string]>([
  ["summarize by", () => towns.summarize!({ by: "kin" }).vertices, "kin", '"id", "kind"'],
  ["summarize label", () => towns.summarize!({ by: "kind", label: "bb" }).edges, "bb", '"at", "a", "b"'],
  ["joinVertices", () => towns.joinVertices!(places, { id: "idd", select }).vertices, "idd", '"id", "kind"'],
  [
    "joinEdges",
    () => towns.joinEdges!(from(pairs), { source: "a", target: "bb", select }).edges,
    "bb",
    '"at", "a", "b"',
  ],
  ["joinEdges by one", () => towns.joinEdges!(from(pairs), { target: "bb", select }).edges, "bb", '"at", "a", "b"'],
  ["vertices of edges", () => misnamed({ source: "aa" }).vertices!, "aa", '"at", "a", "b"'],
  ["mapEdges", () => misnamed({ weight: "km" }).mapEdges!(select).edges, "km", '"at", "a", "b"'],
  ["incidences", () => misnamed({ target: "bb" }).incidences!(), "bb", '"at", "a", "b"'],
  ["mapVertices", () => misnamed({ vertices: places, id: "idd" }).mapVertices!(select).vertices, "idd", '"id", "kind"'],
  ["triplets", () => misnamed({ vertices: places, id: "idd" }).triplets!(), "idd", '"id", "kind"'],
])("%s by a column that no row has is refused with the names that there are", async (_, rows, column, names) => {
  await expect(rows().collect()).rejects.toThrow(
    new RegExp(`Cannot read column "${column}" in the [^:]* as there is no such column: got ${names}; `),
  );
});

test("where only some vertices have the column, a function makes a group of those without", async () => {
  const some = from([{ id: "x", kind: "town" }, { id: "y" }, { id: "z" }] as { id: string; kind?: string }[]);
  const one = graph({ edges: from(pairs), source: "a", target: "b", vertices: some, id: "id" });
  const groups = one.summarize({ by: (vertex) => vertex.kind ?? "none" });
  expect([...(await groups.vertices.collect())]).toEqual([
    { id: "town", count: 1 },
    { id: "none", count: 2 },
  ]);
});

test("where only some edges have a weight, a function that gives one is what to write", async () => {
  const some = from([
    { a: 1, b: 2, w: 3 },
    { a: 2, b: 3 },
  ] as { a: number; b: number; w?: number }[]);
  const by = (weight: "w" | ((edge: { w?: number }) => number)) =>
    graph({ edges: some, source: "a", target: "b", weight } as never).mapIds((id) => id);
  await expect(by("w").edges.collect()).rejects.toThrow('a function: (row) => row["w"] ?? 1)');
  expect(
    [...(await by((edge) => edge.w ?? 1).edges.collect())].map((edge) => (edge as { weight?: number }).weight),
  ).toEqual([3, 1]);
});

test("algorithms without options refuse some where they are made, too", () => {
  const make = kTruss as unknown as (options: object) => unknown;
  expect(() => make({ k: 4 })).toThrow("Cannot use kTruss as it has no options: got an object of k; write kTruss()");
  expect(() => make(undefined as never)).not.toThrow();
});

test.each([
  [{ width: Number.NaN }, "the width of its picture must be from 100 to 32767 pixels: got NaN; leave it out for 760"],
  [{ width: -5 }, "got -5; leave"],
  [{ height: 0 }, "the height of its picture must be from 100 to 32767 pixels: got 0; leave it out for 620"],
  [{ height: "x" }, 'got "x"; leave'],
  [{ title: 5 }, "the title of its picture must be a text: got 5; leave it out for none"],
])("no picture is drawn of %o", async (options, words) => {
  for (const of of ["graph", "degrees"] as const)
    await expect(Promise.resolve().then(() => calls.picture({ of, ...options } as never))).rejects.toThrow(words);
});

test("a name in initial that is no state is refused with the vertex", async () => {
  const { vertices } = calls.pregel({
    state: { p: f64() },
    initial: () => ({ q: 5 }) as never,
    combine: "min",
    maxSupersteps: 1,
    compute: () => undefined,
  });
  await expect(vertices.collect()).rejects.toThrow(
    'Cannot begin vertex "x" in pregel as what initial gives must be of its state: got "q", which is none of p; mend the name',
  );
});

test.each([
  [[], "it must be told source: got none; write runningMetrics({ source: …, target: … })"],
  [[{ source: "a" }], "it must be told target: got none"],
  [[{ source: "a", target: 5 }], "its target must be a column or a function of a row: got 5; use"],
])("runningMetrics(%o) is refused", (given, words) => {
  expect(() => (runningMetrics as unknown as (...all: unknown[]) => unknown)(...given)).toThrow(words);
});

test("runningMetrics is a step of a dataset", () => {
  const apply = runningMetrics({ source: "a", target: "b" }) as unknown as (edges: unknown) => unknown;
  expect(() => apply(calls)).toThrow(
    "what it is applied to must be a dataset: got object; use for instance from(rows)",
  );
});
