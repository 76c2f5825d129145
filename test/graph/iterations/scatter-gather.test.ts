import { expect, test } from "vitest";
import { graphOf, graphOfPairs, testGraphs } from "../naive.ts";
import { distanceState, kernelDistances } from "./models.ts";

test("distances that vertices scatter and gather are those of the kernel", async () => {
  for (const plain of testGraphs()
    .slice(2, 16)
    .filter(({ vertices }) => vertices.length > 0)) {
    const first = plain.vertices[0]!;
    const { vertices } = graphOf(plain).scatterGather({
      ...distanceState(first),
      combine: "min",
      scatter: (v, { sendAlongEdges }) => {
        if (v.distance < Number.POSITIVE_INFINITY) sendAlongEdges((e) => v.distance + e.weight);
      },
      gather: (v, message) => {
        if (message < v.distance) v.distance = message;
      },
    });
    expect(await vertices.collect(), plain.name).toEqual(await kernelDistances(graphOf(plain), first));
  }
});

test("a vertex that gathered and stayed as it was does not scatter again", async () => {
  const { supersteps } = graphOfPairs([[1, 2]], false).scatterGather({
    ...distanceState(1),
    combine: "all",
    scatter: (v, { sendAlongEdges }) => sendAlongEdges(v.distance + 1),
    gather: (v, messages) => {
      v.distance = Math.min(v.distance, ...messages);
    },
  });
  expect(await supersteps.map(({ active, messages }) => [active, messages]).collect()).toEqual([
    [2, 2],
    [2, 1],
    [1, 0],
  ]);
});

test("it takes two functions", () => {
  const one = graphOfPairs([[1, 2]]);
  expect(() => one.scatterGather({ ...distanceState(1), combine: "min", scatter: () => undefined } as never)).toThrow(
    "Cannot use scatterGather as it takes a function: got undefined",
  );
});
