import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, sssp } from "../../../graph/mod.ts";
import { entriesOf, graphOf, type PlainGraph, testGraphs } from "../naive.ts";

const edges = from([
  { a: "AMS", b: "CGN", km: 230 },
  { a: "CGN", b: "FRA", km: 190 },
  { a: "AMS", b: "FRA", km: 440 },
  { a: "OSL", b: "AMS", km: 910 },
]);

test("sssp adds weights along the shortest path", async () => {
  const rows = await graph({ edges, source: "a", target: "b", weight: "km" })
    .apply(sssp({ from: "AMS" }))
    .collect();
  expect(rows).toEqual([
    { id: "AMS", distance: 0 },
    { id: "CGN", distance: 230 },
    { id: "OSL", distance: null },
    { id: "FRA", distance: 420 },
  ]);
});

test("sssp counts edges where the graph has no weights", async () => {
  const rows = await graph({ edges, source: "a", target: "b", directed: false }).sssp({ from: "FRA" }).collect();
  expect(Object.fromEntries(rows.map(({ id, distance }) => [id, distance]))).toEqual({
    AMS: 1,
    CGN: 1,
    FRA: 0,
    OSL: 2,
  });
});

test("sssp takes weights that a function gives, and refuses those below 0 with their edge", async () => {
  const one = graph({ edges, source: (row) => row.a, target: "b", weight: (row) => row.km - 200 });
  await expect(one.sssp({ from: "AMS" }).collect()).rejects.toThrow(
    /Cannot take the weight of an edge in sssp #1 as it must not be below 0: got -10; leave such edges out.* at row 1 of/,
  );
});

test.each(testGraphs().filter(({ vertices }) => vertices.length > 0))(
  "sssp gives what Bellman and Ford give: $name, directed $directed",
  async (plain) => {
    const start = plain.vertices.at(-1)!;
    expect(await graphOf(plain).sssp({ from: start }).collect()).toEqual(naive(plain, start));
  },
);

function naive(plain: PlainGraph, start: number): { id: number; distance: number | null }[] {
  const distances = new Map(plain.vertices.map((id) => [id, id === start ? 0 : Number.POSITIVE_INFINITY]));
  const entries = [...entriesOf(plain)].flatMap(([source, to]) => to.map((entry) => ({ source, ...entry })));
  for (const _ of plain.vertices) {
    for (const { source, to, weight } of entries) {
      distances.set(to, Math.min(distances.get(to)!, distances.get(source)! + weight));
    }
  }
  const shown = (distance: number): number | null => (distance === Number.POSITIVE_INFINITY ? null : distance);
  return plain.vertices.map((id) => ({ id, distance: shown(distances.get(id)!) }));
}
