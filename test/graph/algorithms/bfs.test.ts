import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { bfs, graph } from "../../../graph/mod.ts";
import { entriesOf, graphOf, type PlainGraph, testGraphs } from "../naive.ts";

const roads = from([
  { a: "x", b: "y" },
  { a: "y", b: "z" },
  { a: "w", b: "x" },
]);

test("bfs counts edges along their direction, and gives null where none leads", async () => {
  const rows = await graph({ edges: roads, source: "a", target: "b" })
    .apply(bfs({ from: "x" }))
    .collect();
  expect(rows).toEqual([
    { id: "x", distance: 0 },
    { id: "y", distance: 1 },
    { id: "w", distance: null },
    { id: "z", distance: 2 },
  ]);
});

test.each(testGraphs().filter(({ vertices }) => vertices.length > 0))(
  "bfs gives what walking level by level gives: $name, directed $directed",
  async (plain) => {
    const start = plain.vertices[0]!;
    const rows = await graphOf(plain).bfs({ from: start }).collect();
    expect(rows).toEqual(naive(plain, start));
  },
);

function naive(plain: PlainGraph, start: number): { id: number; distance: number | null }[] {
  const entries = entriesOf(plain);
  const distances = new Map([[start, 0]]);
  for (let distance = 1, level = [start]; level.length > 0; distance++) {
    const next = level.flatMap((vertex) => entries.get(vertex)!.map(({ to }) => to));
    level = [...new Set(next)].filter((vertex) => !distances.has(vertex));
    for (const vertex of level) distances.set(vertex, distance);
  }
  return plain.vertices.map((id) => ({ id, distance: distances.get(id) ?? null }));
}

test("bfs refuses to begin at what is no vertex, and says that 1 is not its text", async () => {
  const one = graph({ edges: roads, source: "a", target: "b" });
  await expect(one.bfs({ from: "1" }).collect()).rejects.toThrow(
    /Cannot take a vertex by its id in bfs #1 as it must be one of the graph: got "1", which is none of its 4; use an id as it stands/,
  );
});
