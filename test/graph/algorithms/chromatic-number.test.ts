import { expect, test } from "vitest";
import { chromaticNumber } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, neighboursOf, testGraphs } from "../naive.ts";

test("a ring of five needs three colours, a graph without a vertex none", async () => {
  const ring = graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 1],
  ]);
  expect(await ring.apply(chromaticNumber()).collect()).toEqual([{ colours: 3 }]);
  expect(await graphOfPairs([]).chromaticNumber().collect()).toEqual([{ colours: 0 }]);
});

test("with a colour less there are always two neighbours of one colour", async () => {
  for (const plain of testGraphs().filter(({ vertices }) => vertices.length <= 14)) {
    const [row] = await graphOf(plain).chromaticNumber().collect();
    const neighbours = neighboursOf(plain);
    const canColour = (colours: Map<number, number>, count: number): boolean => {
      const next = plain.vertices[colours.size];
      if (next === undefined) return true;
      const near = [...neighbours.get(next)!].map((id) => colours.get(id));
      return Array.from({ length: count }, (_, colour) => colour).some(
        (colour) => !near.includes(colour) && canColour(new Map([...colours, [next, colour]]), count),
      );
    };
    expect(canColour(new Map(), row!.colours), plain.name).toBe(true);
    if (row!.colours > 0) expect(canColour(new Map(), row!.colours - 1), plain.name).toBe(false);
  }
});

test("a search may go as deep as there are vertices", async () => {
  const count = 12_001;
  const ring = graphOfPairs(Array.from({ length: count }, (_, vertex) => [vertex, (vertex + 1) % count] as const));
  expect(await ring.apply(chromaticNumber()).collect()).toEqual([{ colours: 3 }]);
});
