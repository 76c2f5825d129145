import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, triangleListing } from "../../../graph/mod.ts";
import { graphOf, neighboursOf, testGraphs } from "../naive.ts";

test("each triangle is listed once, whatever the direction of edges", async () => {
  const edges = from([
    { a: "x", b: "y" },
    { a: "z", b: "y" },
    { a: "z", b: "x" },
    { a: "x", b: "z" },
    { a: "z", b: "w" },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(triangleListing()).collect();
  expect(rows.map((row) => Object.values(row).sort())).toEqual([["x", "y", "z"]]);
});

test("triangles are all triples of vertices that are neighbours of one another", async () => {
  for (const plain of testGraphs()) {
    const neighbours = neighboursOf(plain);
    const meet = (one: number, other: number): boolean => one < other && neighbours.get(one)!.has(other);
    const expected = plain.vertices.flatMap((a) =>
      plain.vertices.flatMap((b) =>
        plain.vertices.filter((c) => meet(a, b) && meet(b, c) && meet(a, c)).map((c) => `${a} ${b} ${c}`),
      ),
    );
    const rows = await graphOf(plain).triangleListing().collect();
    const found = rows.map(({ first, second, third }) => [first, second, third].sort((a, b) => a - b).join(" "));
    expect(found.sort(), plain.name).toEqual(expected.sort());
  }
});
