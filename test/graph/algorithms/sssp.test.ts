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

/** Random edges with weights of unlike sizes, of which buckets settle vertices again and again. */
function unlike(vertices: number, edges: number): { a: number; b: number; w: number }[] {
  const sizes = [0, 0, 1, 1, 2.5, 7, 1000, 0.001];
  let state = 77;
  const random = (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return Array.from({ length: edges }, () => ({ a: random(vertices), b: random(vertices), w: sizes[random(8)]! }));
}

test("sssp ends soon where weights are of unlike sizes, and gives what Bellman and Ford give", async () => {
  const rows = unlike(2_000, 7_500);
  const found = await graph({ edges: from(rows), source: "a", target: "b", weight: "w" })
    .sssp({ from: rows[0]!.a })
    .collect();
  const distances = new Map<number, number>([[rows[0]!.a, 0]]);
  for (let changes = 1; changes > 0; ) {
    changes = 0;
    for (const { a, b, w } of rows) {
      const distance = (distances.get(a) ?? Number.POSITIVE_INFINITY) + w;
      if (distance >= (distances.get(b) ?? Number.POSITIVE_INFINITY)) continue;
      distances.set(b, distance);
      changes++;
    }
  }
  for (const { id, distance } of found) {
    if (distance === null) expect(distances.has(id)).toBe(false);
    else expect(distance).toBeCloseTo(distances.get(id)!, 9);
  }
  // It took over 20 s by buckets alone.
  const large = unlike(20_000, 75_000);
  const beganMs = performance.now();
  const many = await graph({ edges: from(large), source: "a", target: "b", weight: "w" })
    .sssp({ from: large[0]!.a })
    .collect();
  expect(many.length).toBeGreaterThan(19_000);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});
