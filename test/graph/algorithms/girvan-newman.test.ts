import { expect, test } from "vitest";
import { girvanNewman } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, partsOf, testGraphs } from "../naive.ts";
import { twoTriangles } from "../naive-communities.ts";

test("the edge between two triangles goes first", async () => {
  const one = graphOfPairs(twoTriangles, false);
  const rows = await one.apply(girvanNewman({ communities: 2 })).collect();
  expect(rows.map(({ community }) => community)).toEqual([1, 1, 1, 4, 4, 4]);
  expect(() => girvanNewman({ communities: 0 })).toThrow(
    /how many there are to be must be a whole number from 1: got 0/,
  );
});

test("there are so many communities, or as many as parts, or as vertices", async () => {
  for (const plain of testGraphs().filter(({ edges }) => edges.length < 25)) {
    const rows = await graphOf(plain).girvanNewman({ communities: 4 }).collect();
    const count = new Set(rows.map(({ community }) => community)).size;
    const [least, most] = [partsOf(plain.vertices, plain.edges), plain.vertices.length];
    expect(count, plain.name).toBe(Math.min(most, Math.max(4, least)));
  }
});
