import { expect, test } from "vitest";
import { graphOf, graphOfPairs, testGraphs } from "../naive.ts";
import { distanceState, kernelDistances } from "./models.ts";

test("distances that are gathered, summed and applied are those of the kernel", async () => {
  for (const plain of testGraphs()
    .slice(2, 16)
    .filter(({ vertices }) => vertices.length > 0)) {
    const first = plain.vertices[0]!;
    const { vertices } = graphOf(plain).gatherSumApply({
      ...distanceState(first),
      gather: (neighbour, edge) => neighbour.distance + edge.weight,
      sum: "min",
      apply: (v, least) => {
        if (least < v.distance) v.distance = least;
      },
    });
    expect(await vertices.collect(), plain.name).toEqual(await kernelDistances(graphOf(plain), first));
  }
});

test("edges that lead in are gathered the other way round", async () => {
  const { vertices } = graphOfPairs([
    [1, 2],
    [2, 3],
  ]).gatherSumApply({
    ...distanceState(3),
    direction: "in",
    gather: (neighbour) => neighbour.distance + 1,
    sum: (one, other) => Math.min(one, other),
    apply: (v, least) => {
      if (least < v.distance) v.distance = least;
    },
  });
  expect(await vertices.map(({ distance }) => distance).collect()).toEqual([2, 1, 0]);
});

test("all numbers of a vertex are no sum", () => {
  const one = graphOfPairs([[1, 2]]);
  const rest = { gather: () => 1, apply: () => undefined };
  expect(() => one.gatherSumApply({ ...distanceState(1), ...rest, sum: "mean" as never })).toThrow(
    'Cannot iterate in gatherSumApply as its messages must be combined by min, max, sum, all or a function: got "mean"',
  );
});
