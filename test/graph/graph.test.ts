import { expect, test } from "vitest";
import { from, generate } from "../../core/mod.ts";
import { Snapshot } from "../../graph/build/snapshot.ts";
import {
  type Algorithm,
  betweenness,
  closeness,
  connectedComponents,
  coreNumbers,
  degrees,
  distanceMetrics,
  type EdgeAlgorithm,
  eccentricity,
  edgeBetweenness,
  eigenvector,
  f64,
  flags,
  forceAtlas,
  graph,
  greedyModularity,
  hits,
  kTruss,
  leiden,
  louvain,
  numbers,
  pageRank,
  triangles,
} from "../../graph/mod.ts";

const edges = from([
  { a: 1, b: 2, w: 0.5 },
  { a: 2, b: 3, w: 1 },
]);

test("edges may be rows of any kind: arrays, class instances, and functions may say what is what in them", async () => {
  class Trip {
    readonly ends: readonly [string, string];
    constructor(a: string, b: string) {
      this.ends = [a, b];
    }
  }
  const trips = from([new Trip("x", "y"), new Trip("y", "z")]);
  const rows = await graph({ edges: trips, source: (t) => t.ends[0], target: (t) => t.ends[1] })
    .bfs({ from: "x" })
    .collect();
  expect(rows.map(({ distance }) => distance)).toEqual([0, 1, 2]);
});

test("results name ids by the column of vertices that they are, and stand in its order", async () => {
  const cities = from([{ city: 3 }, { city: 9 }, { city: 1 }, { city: 2 }]);
  const one = graph({ edges, source: "a", target: "b", vertices: cities, id: "city" });
  expect(await one.bfs({ from: 1 }).collect()).toEqual([
    { city: 3, distance: 2 },
    { city: 9, distance: null },
    { city: 1, distance: 0 },
    { city: 2, distance: 1 },
  ]);
});

test("results are datasets: what they give goes on through steps", async () => {
  const ranked = graph({ edges, source: "a", target: "b" })
    .pageRank()
    .topK(1, "rank")
    .map((row) => row.id);
  expect(await ranked.collect()).toEqual([3]);
});

test("an algorithm of your own is a value with a generator, and what it throws fails the step", async () => {
  const degrees: Algorithm<number, { degree: number }> = {
    name: "degrees",
    *run({ out }) {
      yield;
      const starts = [...out.starts];
      return { degree: numbers(Float64Array.from(starts.slice(1), (next, at) => next - starts[at]!)) };
    },
  };
  const one = graph({ edges, source: "a", target: "b", directed: false });
  expect(await one.apply(degrees).collect()).toEqual([
    { id: 1, degree: 1 },
    { id: 2, degree: 2 },
    { id: 3, degree: 1 },
  ]);
});

test("a computation that is aborted ends between two of its turns", async () => {
  const controller = new AbortController();
  let turns = 0;
  const endless: Algorithm<number, { never: number }> = {
    name: "endless",
    *run() {
      for (;;) {
        if (++turns === 5) controller.abort(new Error("enough"));
        yield;
      }
    },
  };
  const run = graph({ edges, source: "a", target: "b" }).apply(endless).collect({ signal: controller.signal });
  await expect(run).rejects.toThrow(/enough|abort/i);
  expect(turns).toBeLessThan(1000);
});

test("the plan names the algorithm, what it was asked for and the columns that are read", async () => {
  const text = await graph({ edges, source: "a", target: "b", weight: "w" }).bfs({ from: 1 }).explain();
  expect(text).toMatch(/bfs #1/);
  expect(text).toMatch(/graph: directed/);
  expect(text).toMatch(/columns read: a, b$/);
});

test("a column that is not there is named with the nearest ones", async () => {
  const one = graph({ edges, source: "a", target: "bb" as never });
  await expect(one.pageRank().collect()).rejects.toThrow(/"bb".*did you mean "b"\?/);
});

test.each([
  ["NaN", Number.NaN],
  ["null", null],
  ["text", "far"],
])("a weight that is %s is refused with its edge", async (_, w) => {
  const one = graph({ edges: from([{ a: 1, b: 2, w: w as number }]), source: "a", target: "b", weight: "w" });
  await expect(one.sssp({ from: 1 }).collect()).rejects.toThrow(
    /Cannot take the weight of an edge in sssp #1 as it must be a finite number: got (NaN|null|far); filter such edges out/,
  );
});

test.each([
  ["NaN among numbers", [1, Number.NaN, 3], "NaN"],
  ["null among numbers", [1, null, 3], "null"],
  ["undefined among texts", ["x", undefined, "z"], "null"],
  ["null among texts", ["x", null, "z"], "null"],
  ["NaN among bigints", [1n, Number.NaN, 3n], "NaN"],
])("an id that is none is refused with its edge: %s", async (_, ids, got) => {
  const one = graph({ edges: from(ids.map((a) => ({ a: a as number, b: 2 }))), source: "a", target: "b" });
  await expect(one.degrees().collect()).rejects.toThrow(
    `as an id must be a number, text or bigint: got ${got}; filter such rows out`,
  );
});

test("a vertex that is given twice is refused", async () => {
  const vertices = from([{ id: 1 }, { id: 2 }, { id: 1 }]);
  const one = graph({ edges: from<{ a: number; b: number }>([]), source: "a", target: "b", vertices, id: "id" });
  await expect(one.pageRank().collect()).rejects.toThrow(/each must have an id of its own: got 1 twice; use vertices/);
});

test("graph refuses what it cannot be made of when it is made", () => {
  const endless = from(generate({ make: (n) => ({ a: n, b: n, w: 1 }) }));
  const make =
    (options: object): (() => unknown) =>
    () =>
      graph({ edges, source: "a", target: "b", ...options } as never);
  expect(make({ edges: [] })).toThrow(/its edges must be a dataset: got object; use for instance from\(rows\)/);
  expect(make({ edges: endless, vertices: edges, id: "a" })).toThrow(
    /of edges that never end as its vertices come with them: got vertices; leave them out, and join/,
  );
  expect(make({ vertices: endless, id: "a" })).toThrow(
    /its vertices must end: got an unbounded dataset; use limit\(n\) before it/,
  );
  expect(make({ source: 3 })).toThrow(
    /its source must be a column or a function of a row: got 3; use for instance source/,
  );
  expect(make({ id: "city" })).toThrow(/vertices and their id must be given together: got id alone; write vertices/);
  expect(make({ weigth: "w" })).toThrow(
    /Cannot set "weigth" in graph as there is no such option.*did you mean "?weight/,
  );
});

test("what cannot keep up with edges that never end is refused when it is asked for", () => {
  const edges = from(generate({ make: (n) => ({ a: n, b: n + 1 }) }));
  const endless = graph({ edges, source: "a", target: "b" });
  expect(() => endless.betweenness()).toThrow(
    /Cannot compute betweenness of edges that never end as all of its rows may change with each edge.*; take windows/,
  );
  expect(() => endless.filterEdges(({ a }) => a > 3).degrees()).toThrow(
    /Cannot compute degrees of edges that never end as its vertices come with them: got vertices.*; filter or join/,
  );
  expect(() => endless.pregel({ state: { n: f64(0) }, combine: "min", maxSupersteps: 3, compute: () => {} })).toThrow(
    /Cannot iterate in pregel as its edges must end: got "an unbounded dataset"; use limit\(n\) before it/,
  );
  const { parts, sizes } = endless.applyAll({ parts: connectedComponents(), sizes: degrees() });
  expect([parts, sizes].map(({ boundedness }) => boundedness)).toEqual(["unbounded", "unbounded"]);
});

test("algorithms that are applied together collect and build one graph, and each has rows of its own", async () => {
  const { ranks, cores, trusses } = graph({ edges, source: "a", target: "b" }).applyAll({
    ranks: pageRank(),
    cores: coreNumbers(),
    trusses: kTruss(),
  });
  const both = ranks.join(cores, { on: "id" });
  expect((await both.collect()).map(({ id, core }) => [id, core])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
  expect(await trusses.collect()).toEqual([
    { source: 1, target: 2, truss: 2 },
    { source: 2, target: 3, truss: 2 },
  ]);
  expect((await both.explain()).match(/pageRank, coreNumbers, kTruss #\d+/g)).toEqual(
    expect.arrayContaining([expect.stringMatching(/#1/)]),
  );
});

test("edges are read once for algorithms that are applied together", async () => {
  let read = 0;
  const counted = edges.map((edge) => {
    read++;
    return edge;
  });
  const { ranks, cores } = graph({ edges: counted, source: "a", target: "b" }).applyAll({
    ranks: pageRank(),
    cores: coreNumbers(),
  });
  await ranks.join(cores, { on: "id" }).collect();
  expect(read).toBe(2);
});

test("no algorithm at all is refused", () => {
  expect(() => graph({ edges, source: "a", target: "b" }).applyAll({})).toThrow(
    /Cannot apply algorithms in applyAll as there must be one at least: got none; write applyAll/,
  );
});

test("rows for each edge stand behind the ends of it, parallel edges by themselves", async () => {
  const lengths: EdgeAlgorithm<number, { long: boolean }> = {
    name: "lengths",
    gives: "edges",
    weights: "any",
    *run({ edges: { weights } }) {
      yield;
      return { long: flags(Uint8Array.from(weights!, (weight) => (weight >= 1 ? 1 : 0))) };
    },
  };
  expect(await graph({ edges, source: "a", target: "b", weight: "w" }).apply(lengths).collect()).toEqual([
    { source: 1, target: 2, long: false },
    { source: 2, target: 3, long: true },
  ]);
});

test("an algorithm is a method by its name as well", async () => {
  const one = graph({ edges, source: "a", target: "b" });
  const { makers } = await import("../../graph/short-methods/short-methods.ts");
  const values = await import("../../graph/mod.ts");
  expect(Object.keys(makers).filter((name) => !(name in values && name in one))).toEqual([]);
});

test("a graph that is reversed leads the other way, and one without directions both", async () => {
  const one = graph({ edges, source: "a", target: "b", weight: "w" });
  const distances = async (way: typeof one): Promise<unknown> =>
    new Map((await way.sssp({ from: 2 }).collect()).map(({ id, distance }) => [id, distance]));
  const expected = (...pairs: [number, number | null][]): unknown => new Map(pairs);
  expect(await distances(one)).toEqual(expected([1, null], [2, 0], [3, 1]));
  expect(await distances(one.reversed())).toEqual(expected([1, 0.5], [2, 0], [3, null]));
  expect(await distances(one.undirected())).toEqual(expected([1, 0.5], [2, 0], [3, 1]));
});

test("metrics tell how far an algorithm is while it computes", async () => {
  const seen: Record<string, number>[] = [];
  const slow: Algorithm<number, { at: number }> = {
    name: "slow",
    *run({ vertexCount }) {
      for (const share of [undefined, 0.25, 0.5]) {
        yield share;
        seen.push({ ...run.metrics.snapshot().steps["slow #1"]?.gauges });
      }
      return { at: numbers(new Float64Array(vertexCount)) };
    },
  };
  const run = graph({ edges, source: "a", target: "b" }).apply(slow).discard().start();
  await run.finished;
  // One turn more: that of the graph.
  expect(seen).toEqual([
    { "numTurns(slow)": 2 },
    { "numTurns(slow)": 3, "share(slow)": 0.25 },
    { "numTurns(slow)": 4, "share(slow)": 0.5 },
  ]);
  expect(run.metrics.snapshot().steps["slow #1"]?.gauges).toEqual({});
});

test("passes over the vertices, and rounds that are counted, tell their share", () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => at);
  const ends = { sources: Uint32Array.from(rows), targets: Uint32Array.from(rows, (at) => (at + 1) % rows.length) };
  const ids = { count: rows.length, find: Number, idOf: Number, comesBefore: () => false } as never;
  const snapshot = new Snapshot(ids, { ...ends, weights: undefined }, false);
  const sharesOf = (algorithm: Algorithm<number, object>): (number | undefined)[] => [...algorithm.run(snapshot)];
  // Before, rows are made in turns that tell no share.
  const told = sharesOf(triangles()).filter((share) => share !== undefined);
  expect(told).toEqual([0.2048, 0.4096, 0.6144, 0.8192, 1]);
  expect(sharesOf(pageRank({ iterations: 4 }))).toEqual([0.25, 0.5, 0.75, 1]);
  expect(sharesOf(pageRank())[0]).toBe(undefined);
  const shares = sharesOf(forceAtlas({ iterations: 2 })) as number[];
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual([...new Set(shares)].sort());
});

test("algorithms that leave weights out give the same beside one that reads them", async () => {
  const weighed = from(Array.from({ length: 60 }, (_, n) => ({ a: n % 17, b: (n * n + 3) % 17, w: 1 + (n % 7) })));
  const one = graph({ edges: weighed, source: "a", target: "b", weight: "w", directed: false });
  const algorithms = {
    places: forceAtlas({ iterations: 20 }),
    ranks: pageRank<number>(),
    hubs: hits(),
    central: eigenvector(),
    near: closeness(),
    between: betweenness<number>(),
    parts: louvain<number>(),
    finer: leiden<number>(),
    greedy: greedyModularity<number>(),
    sizes: degrees(),
    far: eccentricity(),
    whole: distanceMetrics(),
    ways: edgeBetweenness<number>(),
  };
  const beside = one.applyAll({ ...algorithms, weighed: louvain<number>({ weights: "use" }) });
  for (const [name, algorithm] of Object.entries(algorithms)) {
    const rows = await beside[name as keyof typeof algorithms].collect();
    expect(rows, name).toEqual(await one.apply(algorithm as never as Algorithm<number, object>).collect());
  }
});

test("vertices that come long after the last edge are waited for", async () => {
  const late = {
    async *[Symbol.asyncIterator]() {
      for (let id = 1; id <= 5; id++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield { id };
      }
    },
  };
  const vertices = from(late, { boundedness: "bounded" });
  const rows = from([{ a: 1, b: 2 }]);
  const parts = await graph({ edges: rows, source: "a", target: "b", vertices, id: "id" })
    .connectedComponents()
    .collect();
  expect(parts).toHaveLength(5);
});
