import { expect, test } from "vitest";
import { from, fromColumns } from "../../core/mod.ts";
import type { Snapshot } from "../../graph/build/snapshot.ts";
import * as graphs from "../../graph/mod.ts";
import { sharedNeighbours } from "../../graph/parts/shared-neighbours.ts";
import { algorithmNames } from "./algorithm-names.ts";

const { graph } = graphs;

type Id = string | number | bigint | boolean;

test("ids that are names of objects, numbers past 2^53, of other scripts and of several kinds stay what they are", async () => {
  const objects = ["__proto__", "constructor", "toString", "hasOwnProperty", "then"];
  const texts = ["", " ", "\0", "😀", "\ud83d", "é", "e\u0301", "مرحبا", "1", "0", "true"];
  const numbers = [2 ** 53, 1e308, 0, -1, 1.5, 1, Number.POSITIVE_INFINITY];
  const ids: Id[] = [...objects, ...texts, ...numbers, 2n ** 53n + 1n, -(2n ** 70n), 1n, true];
  const ring = ids.map((source, at) => ({ source, target: ids[(at + 1) % ids.length]! }));
  const one = graph({ edges: from(ring), source: "source", target: "target" });
  const degrees = [...(await one.degrees().collect())];
  expect(degrees.map(({ id }) => id)).toEqual(ids);
  expect(new Set(degrees.map(({ degree }) => degree))).toEqual(new Set([2]));
  for (const [at, id] of ids.entries()) {
    const distances = [...(await one.bfs({ from: id }).collect())].map(({ distance }) => distance);
    expect(distances).toEqual(ids.map((_, other) => (other - at + ids.length) % ids.length));
  }
});

test("−0 is 0, and what is no id is told with its row", async () => {
  const zeros = graph({ edges: from([{ a: 0, b: -0 }]), source: "a", target: "b" });
  expect([...(await zeros.degrees().collect())]).toEqual([{ id: 0, degree: 2, inDegree: 1, outDegree: 1 }]);
  for (const a of [undefined, null, Number.NaN]) {
    const edges = from([
      { a: 7, b: 1 },
      { a: a as number, b: 1 },
    ]);
    await expect(graph({ edges, source: "a", target: "b" }).degrees().collect()).rejects.toThrow(
      /^Cannot take the id of the source of an edge in degrees #1 as .* — at row 1 of degrees #1/,
    );
  }
});

interface Edge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}

const edge = (source: number, target: number, weight: number): Edge => ({ source, target, weight });
const triangle = (one: number, other = one, third = one): Edge[] => [
  edge(1, 2, one),
  edge(2, 3, other),
  edge(3, 1, third),
];

const shapes: Readonly<Record<string, { readonly edges: readonly Edge[]; readonly vertices?: readonly number[] }>> = {
  "no vertex": { edges: [] },
  "one vertex": { edges: [], vertices: [1] },
  "vertices without edges": { edges: [], vertices: [1, 2, 3] },
  "a self-loop": { edges: [edge(1, 1, 1)] },
  "parallel self-loops": { edges: [edge(1, 1, 1), edge(1, 1, 2), edge(1, 2, 0)] },
  "parallel edges": { edges: [edge(1, 2, 1), edge(1, 2, 3), edge(2, 1, 2)] },
  "isolated vertices": { edges: [edge(1, 2, 1)], vertices: [1, 2, 3, 4] },
  "weights of 0": { edges: triangle(0) },
  "a weight below 0": { edges: [edge(1, 2, -1), edge(2, 3, 2)] },
  "a cycle below 0": { edges: [edge(1, 2, -1), edge(2, 1, -2)] },
  "least and greatest weights": { edges: triangle(1e-100, 1e100, 1) },
  "greatest weights": { edges: triangle(1e100) },
  "weights whose sum is infinite": { edges: triangle(1.7e308) },
  "weights whose quotients are infinite": { edges: triangle(5e-324) },
};

function optionsOf(name: string, ids: readonly number[], weights: object): object {
  const [from, to] = [ids[0], ids.at(-1)];
  const given: Readonly<Record<string, object>> = {
    bfs: { from },
    sssp: { from },
    bellmanFord: { from },
    dominators: { from },
    simRank: { from, ...weights },
    shortestPath: { from, to },
    kShortestPaths: { from, to, k: 3 },
    maximumFlow: { from, to },
    minimumCut: { from, to },
    girvanNewman: { communities: 2 },
    bipartiteProjection: { onto: ids.slice(0, 1) },
    resistanceDistance: { pairs: [[from, to]] },
    preferentialAttachment: { pairs: [[from, to]] },
    modularity: { communities: new Map(ids.map((id) => [id, 1])), ...weights },
  };
  return given[name] ?? weights;
}

/** Scores that grow with each round (Gelly's), and places of a picture, are no numbers by such weights. */
const unbounded = new Set(["communityDetection", "forceAtlas"]);

test.each(Object.keys(shapes))(
  "%s: every algorithm ends, with rows or with a reason",
  async (shape) => {
    const { edges, vertices } = shapes[shape]!;
    const ids = vertices ?? [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
    for (const directed of [true, false])
      for (const weights of [{}, { weights: "use" }])
        for (const name of algorithmNames) {
          const all = vertices === undefined ? {} : { vertices: from(vertices.map((id) => ({ id }))), id: "id" };
          const one = graph({
            edges: from(edges),
            source: "source",
            target: "target",
            weight: "weight",
            directed,
            ...all,
          } as never);
          const made = (graphs as unknown as Readonly<Record<string, (options: object) => never>>)[name]!;
          const found = await rowsOrReason(async () => one.apply(made(optionsOf(name, ids, weights)) as never));
          if (typeof found === "string") expect(found, name).toMatch(/^Cannot (?!run ).*: got .*; /s);
          else if (!unbounded.has(name)) expect(found.flatMap(notFinite), `${name} ${directed}`).toEqual([]);
        }
  },
  240_000,
);

async function rowsOrReason(
  apply: () => Promise<{ collect(): Promise<Iterable<object>> }>,
): Promise<object[] | string> {
  try {
    return [...(await (await apply()).collect())];
  } catch (error) {
    return (error as Error).message;
  }
}

function notFinite(row: object): unknown[] {
  return Object.values(row).filter((value) => typeof value === "number" && !Number.isFinite(value));
}

test("weights that are too large or too small to be computed with are told with their edge", async () => {
  for (const weight of [1.1e100, -1.1e100, 0.9e-100, 5e-324]) {
    const edges = from([edge(1, 2, 1), edge(2, 3, weight)]);
    await expect(
      graph({ edges, source: "source", target: "target", weight: "weight" }).bellmanFord({ from: 1 }).collect(),
    ).rejects.toThrow(
      /it must be 0, or of a size from 1e-100 to 1e\+100, .*; measure weights in another unit — at row 1 of bellmanFord #1: .*"source":2/,
    );
  }
});

test("pairs that share a neighbour are told to be too many before they fill the memory", () => {
  const starts = Uint32Array.of(0, 3, 4, 5, 6);
  const star = { vertexCount: 4, distinct: { starts, neighbours: Uint32Array.of(1, 2, 3, 0, 0, 0) } } as Snapshot;
  const listed = (most: number): unknown => {
    const turns = sharedNeighbours(star, undefined, undefined, most);
    for (;;) {
      const { done, value } = turns.next();
      if (done === true) return value;
    }
  };
  expect(listed(3)).toMatchObject({ first: Uint32Array.of(1, 1, 2), second: Uint32Array.of(2, 3, 3) });
  expect(() => listed(2)).toThrow("there must be at most 2: got more; name those that are wanted by pairs: […]");
});

test("a star of a million vertices is no trouble", async () => {
  const leaves = 1_000_000;
  const edges = fromColumns({
    source: new Int32Array(leaves),
    target: Int32Array.from({ length: leaves }, (_, at) => at + 1),
  });
  const star = graph({ edges, source: "source", target: "target", directed: false });
  const tallied = async (rows: ReturnType<typeof star.bfs>): Promise<Map<number | null, number>> => {
    const counts = new Map<number | null, number>();
    for (const { distance } of await rows.collect()) counts.set(distance, (counts.get(distance) ?? 0) + 1);
    return counts;
  };
  expect(await tallied(star.bfs({ from: 0 }))).toEqual(
    new Map([
      [0, 1],
      [1, leaves],
    ]),
  );
  expect(await tallied(star.bfs({ from: 1 }))).toEqual(
    new Map([
      [1, 1],
      [0, 1],
      [2, leaves - 1],
    ]),
  );
  const { parts, cores, sides, clustering } = star.applyAll({
    parts: graphs.connectedComponents(),
    cores: graphs.coreNumbers(),
    sides: graphs.bipartition(),
    clustering: graphs.localClustering(),
  });
  expect(await parts.filter(({ component }) => component !== 0).collect()).toHaveLength(0);
  expect(await cores.filter(({ core }) => core !== 1).collect()).toHaveLength(0);
  expect(await sides.filter(({ id, side }) => (side === 0) !== (id === 0)).collect()).toHaveLength(0);
  expect(await clustering.filter(({ coefficient }) => coefficient !== 0).collect()).toHaveLength(0);
  // What once took the square of the leaves.
  const found = [
    ...(await star
      .triadicCensus()
      .filter(({ count }) => count > 0)
      .collect()),
  ];
  expect(found).toEqual([
    { triad: "003", count: 166_666_166_667_000_000 },
    { triad: "201", count: (leaves * (leaves - 1)) / 2 },
  ]);
  expect(
    await star
      .maximumMatching()
      .filter(({ mate }) => mate !== null)
      .collect(),
  ).toHaveLength(2);
  expect(await star.spanner().collect()).toHaveLength(leaves);
}, 240_000);
