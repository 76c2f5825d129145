import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";

const rows = [
  { a: 1, b: 2 },
  { a: 1, b: 9 },
  { a: 8, b: 2 },
  { a: 8, b: 9 },
];

test("edges to and from what is no vertex are told, each once", async () => {
  const vertices = from([{ id: 1 }, { id: 2 }]);
  const one = graph({ edges: from(rows), source: "a", target: "b", vertices, id: "id" });
  expect((await one.strayEdges().collect()).sort((x, y) => x.a - y.a || x.b - y.b)).toEqual(rows.slice(1));
});

test("where vertices are the ends of edges no edge is astray", async () => {
  expect(
    await graph({ edges: from(rows), source: "a", target: "b" })
      .strayEdges()
      .collect(),
  ).toEqual([]);
});
