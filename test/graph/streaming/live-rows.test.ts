import { expect, test } from "vitest";
import { changeKind, from, fromChangelog } from "../../../core/mod.ts";
import { insert, remove, row, updateAfter, updateBefore, verifyOperator } from "../../../core/testing/mod.ts";
import {
  type AnyAlgorithm,
  graph,
  type LiveStart,
  pageRank,
  spanner,
  triangleEstimate,
  weightedMatching,
} from "../../../graph/mod.ts";
import { liveOperator } from "../../../graph/operator/live-operator.ts";
import { LivePageRank } from "../../../graph/streaming/live-page-rank.ts";
import { type PlainGraph, testGraphs } from "../naive.ts";
import {
  changing,
  contentsInTheEnd,
  edgeGraph,
  expectSameInTheEnd,
  expectSameOfWhatIsLeft,
  streamed,
} from "./streams.ts";

const operatorOf = (algorithm: AnyAlgorithm<never, object>): ReturnType<typeof liveOperator> =>
  liveOperator(
    { source: "a", target: "b", weight: "w", id: undefined, idName: "id", directed: true },
    algorithm as never,
    algorithm.live as never,
  );
const edge = (a: number, b: number, w: number = 1): object => ({ a, b, w });
const ends = (source: number, target: number): object => ({ source, target });

test("a spanner gives an edge when it is kept, and never takes one back", () =>
  verifyOperator(operatorOf(spanner() as never), {
    input: [row(edge(1, 2)), row(edge(2, 3)), row(edge(1, 3)), row(edge(3, 4)), row(edge(1, 4)), row(edge(4, 5))],
    output: [row(ends(1, 2)), row(ends(2, 3)), row(ends(3, 4)), row(ends(4, 5))],
  }));

test("a matching takes edges back for heavier ones", () =>
  verifyOperator(operatorOf(weightedMatching() as never), {
    input: [row(edge(1, 2, 3)), row(edge(3, 4, 3)), row(edge(2, 3, 5)), row(edge(2, 3, 11)), row(edge(1, 4, 1))],
    output: [
      insert({ ...ends(1, 2), weight: 3 }),
      insert({ ...ends(3, 4), weight: 3 }),
      remove({ ...ends(1, 2), weight: 3 }),
      remove({ ...ends(3, 4), weight: 3 }),
      insert({ ...ends(2, 3), weight: 11 }),
      insert({ ...ends(1, 4), weight: 1 }),
    ],
  }));

test("an estimate of triangles is told when it changes, and goes on with the same sample behind a crash", () =>
  verifyOperator(operatorOf(triangleEstimate({ sample: 6, deletions: "taken" }) as never), {
    input: [row(edge(1, 2)), row(edge(2, 3)), row(edge(3, 1)), row(edge(3, 4)), row(edge(4, 1)), remove(edge(1, 2))],
    output: [
      insert({ triangles: 1 }),
      updateBefore({ triangles: 1 }),
      updateAfter({ triangles: 2 }),
      updateBefore({ triangles: 2 }),
      // 1 of the 4 edges that are left, over how likely a sample has three of them: all do.
      updateAfter({ triangles: 1 }),
    ],
  }));

test("ranks are told with what an edge changes; a vertex goes with its last edge", () =>
  verifyOperator(operatorOf(pageRank({ damping: 0.5 }) as never), {
    input: [row(edge(1, 2)), row(edge(3, 2)), remove(edge(1, 2))],
    output: [
      insert({ id: 1, rank: 0.4 }),
      insert({ id: 2, rank: 0.6 }),
      updateBefore({ id: 1, rank: 0.4 }),
      updateAfter({ id: 1, rank: 0.25 }),
      updateBefore({ id: 2, rank: 0.6 }),
      updateAfter({ id: 2, rank: 0.5 }),
      insert({ id: 3, rank: 0.25 }),
      remove({ id: 1, rank: 0.25 }),
      updateBefore({ id: 2, rank: 0.5 }),
      updateAfter({ id: 2, rank: 0.6 }),
      updateBefore({ id: 3, rank: 0.25 }),
      updateAfter({ id: 3, rank: 0.4 }),
    ],
  }));

test("what rows are in the end is what they are of the stored edges", async () => {
  await expectSameInTheEnd((one) => one.spanner());
  await expectSameInTheEnd((one) => one.weightedMatching());
  await expectSameInTheEnd((one) => one.triangleEstimate());
  await expectSameInTheEnd((one) => one.triangleEstimate({ sample: 6, seed: 4 }));
  await expectSameInTheEnd((one) => one.pageRank({ tolerance: 1e-12 }), withEdges());
  await expectSameInTheEnd((one) => one.pageRank({ weights: "use", tolerance: 1e-12 }), withEdges());
  await expectSameInTheEnd(
    (one, { edges }) => one.pageRank({ personalization: new Map([[edges[0]!.source, 2]]), tolerance: 1e-12 }),
    withEdges(),
  );
});

test("ranks are those of the edges that are left", async () => {
  await expectSameOfWhatIsLeft((one) => one.pageRank({ tolerance: 1e-12 }), withEdges());
  await expectSameOfWhatIsLeft((one) => one.pageRank({ weights: "use", tolerance: 1e-12 }), withEdges());
});

test("triangles of a sample that has all edges are those of the edges that are left", async () => {
  for (const plain of withEdges()) {
    const pairs = new Map(plain.edges.map((each) => [[each.source, each.target].sort((a, b) => a - b).join(), each]));
    const distinct = [...pairs.values()];
    const goes = (at: number): boolean => at % 3 === 1;
    const left = distinct.filter((_, at) => !goes(at));
    const of = (edges: Parameters<typeof edgeGraph>[0]) =>
      edgeGraph(edges, plain.directed).triangleEstimate({ deletions: "taken" });
    const [row] = await contentsInTheEnd(of(changing(distinct, goes)));
    const [stored] = await contentsInTheEnd(of(streamed(left)));
    expect(row!.triangles, plain.name).toBeCloseTo(stored!.triangles, 8);
  }
});

test("while edges come, ranks are within 2 % of those of the edges by then", async () => {
  const plain = withEdges().at(-1)!;
  const told = new Map<number, number>();
  const numbers = new Map<number, number>();
  const numberOf = (id: number): number => numbers.get(id) ?? numbers.set(id, numbers.size).get(id)!;
  const ids = {
    get count() {
      return numbers.size;
    },
  } as LiveStart["ids"];
  const spec = { damping: 0.85, tolerance: 1e-9, jumps: undefined };
  const task = new LivePageRank({ ids, directed: plain.directed, saved: undefined }, spec);
  for (const [at, { source, target }] of plain.edges.entries()) {
    const one = { sources: Uint32Array.of(numberOf(source)), targets: Uint32Array.of(numberOf(target)) };
    task.add({ count: 1, ...one, weights: undefined, removed: undefined });
    const { kinds, vertices, columns } = task.changes(false);
    const { values } = columns.rank as { values: Float64Array };
    for (const [k, vertex] of vertices!.entries())
      if (kinds[k] !== changeKind.updateBefore) told.set(vertex, values[k]!);
    if (at % 5 !== 0) continue;
    const by = from(plain.edges.slice(0, at + 1).map((each) => ({ ...each })));
    for (const { id, rank } of await edgeGraph(by, plain.directed).pageRank().collect()) {
      expect(Math.abs(told.get(numberOf(id))! / rank - 1), `${id} after ${at + 1} edges`).toBeLessThan(0.02);
    }
  }
});

function withEdges(): readonly PlainGraph[] {
  return testGraphs().filter(({ edges }) => edges.length > 3);
}

test("an edge that an estimate of triangles is to take back, and that never came, fails the job where the sample has all that came", async () => {
  const records = streamed([
    { change: "insert" as const, row: { a: "x", b: "y" } },
    { change: "delete" as const, row: { a: "x", b: "z" } },
  ]);
  const edges = records.apply(fromChangelog({ change: ({ change }) => change, row: ({ row: given }) => given }));
  const rows = graph({ edges, source: "a", target: "b" }).triangleEstimate({ deletions: "taken" }).changelog();
  await expect(rows.forEach(() => undefined)).rejects.toThrow(
    /Cannot take an edge back in triangleEstimate as it must have come, .*: got one between x and z, which is not there; look/,
  );
});
