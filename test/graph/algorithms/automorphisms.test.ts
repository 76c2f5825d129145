import { expect, test } from "vitest";
import { automorphisms } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, matrixOf, testGraphs } from "../naive.ts";

test("a square can be turned and turned over, one way round it can only be turned", async () => {
  const ring: [number, number][] = [
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 1],
  ];
  expect(await graphOfPairs(ring, false).apply(automorphisms()).collect()).toEqual([{ count: 8 }]);
  expect(await graphOfPairs(ring).automorphisms().collect()).toEqual([{ count: 4 }]);
  expect(await graphOfPairs([]).automorphisms().collect()).toEqual([{ count: 1 }]);
});

test("they are the orders of vertices that leave the matrix as it is", async () => {
  for (const plain of testGraphs().filter(({ vertices }) => vertices.length <= 7)) {
    const at = matrixOf(plain);
    const { vertices } = plain;
    const count = (images: readonly number[]): number => {
      const next = vertices[images.length];
      if (next === undefined) return 1;
      const fits = (image: number): boolean =>
        !images.includes(image) &&
        [...images, image].every(
          (to, before) =>
            at(vertices[before]!, next) === at(to, image) && at(next, vertices[before]!) === at(image, to),
        );
      return vertices.filter(fits).reduce((sum, image) => sum + count([...images, image]), 0);
    };
    expect(await graphOf(plain).automorphisms().collect(), plain.name).toEqual([{ count: count([]) }]);
  }
});
