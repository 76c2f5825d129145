import { expect, test } from "vitest";
import { type Dataset, from } from "../../core/mod.ts";
import * as graphs from "../../graph/mod.ts";
import { algorithmNames } from "./algorithm-names.ts";

const ends = { from: 1, to: 4 };
/** What those that must be told something are told. */
const optionsOf: Readonly<Record<string, object>> = {
  bfs: { from: 1 },
  sssp: { from: 1 },
  bellmanFord: { from: 1 },
  dominators: { from: 1 },
  simRank: { from: 1 },
  shortestPath: ends,
  kShortestPaths: { ...ends, k: 2 },
  maximumFlow: ends,
  minimumCut: ends,
  girvanNewman: { communities: 2 },
  bipartiteProjection: { onto: [1, 3] },
  resistanceDistance: { pairs: [[1, 3]] },
  modularity: { communities: new Map([1, 2, 3, 4, 5].map((id) => [id, id % 2])) },
  preferentialAttachment: { pairs: [[1, 3]] },
};

/** Without directions, of two sides; with directions, without cycles. */
const rows = [
  { a: 1, b: 2, km: 1 },
  { a: 2, b: 3, km: 2 },
  { a: 3, b: 4, km: 1 },
  { a: 1, b: 4, km: 5 },
  { a: 5, b: 2, km: 1 },
  { a: 1, b: 3, km: 1 },
];
const graphOf = (directed: boolean) =>
  graphs.graph({ edges: from(rows), source: "a", target: "b", weight: "km", directed });

/** Those that take edges with directions only. */
const directedOnly = new Set([
  "topologicalOrder",
  "longestPath",
  "transitiveReduction",
  "maximumAntichain",
  "dominators",
  "condensation",
]);
const names = algorithmNames;

type Made = (options?: object) => never;

test.each(names)("%s is a value for apply, and a method by its name: both give the same rows", async (name) => {
  const options = optionsOf[name];
  const one = graphOf(directedOnly.has(name));
  const algorithm = (graphs as unknown as Readonly<Record<string, Made>>)[name]!;
  const applied: Dataset<unknown> = one.apply(algorithm(options));
  const method = (one as unknown as Readonly<Record<string, (options?: object) => Dataset<unknown>>>)[name]!;
  const given = await applied.collect();
  expect(await method(options).collect()).toEqual(given);
  expect(given.length).toBeGreaterThan(0);
});

test("there are no short methods beside the algorithms", () => {
  // `vertices` of mod.ts is for algorithms of your own.
  const short = Object.keys(graphOf(true)).filter((name) => name in graphs && name !== "vertices");
  expect(short.sort()).toEqual(names);
});

test.each(Object.keys(optionsOf))("%s says which option it cannot do without", (name) => {
  const made = (graphs as unknown as Readonly<Record<string, Made>>)[name]!;
  const [first] = Object.keys(optionsOf[name]!);
  for (const options of [undefined, {}, { [first!]: undefined }]) {
    expect(() => made(options)).toThrow(
      `Cannot apply ${name} as it must be told ${first}: got none; write ${name}({ ${first}: …`,
    );
  }
});

test("what is no vertex is not begun at", async () => {
  for (const from of [Number.NaN, "1", 99, {}]) {
    await expect(
      graphOf(true)
        .bfs({ from: from as number })
        .collect(),
    ).rejects.toThrow("as it must be one of the graph: got ");
  }
  const unnamed = {
    name: "mine",
    vertices: [undefined as never],
    run: () => {
      throw new Error("it ran");
    },
  };
  await expect(
    graphOf(true)
      .apply(unnamed as never)
      .collect(),
  ).rejects.toThrow("got undefined, which is none of its 5");
});
