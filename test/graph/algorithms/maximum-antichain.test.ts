import { expect, test } from "vitest";
import { maximumAntichain } from "../../../graph/mod.ts";
import { acyclicGraphs, graphOf, graphOfPairs, reachOf } from "../naive.ts";

test("what hangs on one vertex can be done at the same time", async () => {
  const tasks = graphOfPairs([
    [1, 2],
    [1, 3],
    [3, 4],
  ]);
  const rows = await tasks.apply(maximumAntichain()).collect();
  expect(rows.length).toBe(2);
  await expect(
    graphOfPairs([[1, 1]])
      .maximumAntichain()
      .collect(),
  ).rejects.toThrow(/as edges must make no cycle/);
});

test("no path leads from one to another, and there are no more such vertices", async () => {
  for (const plain of acyclicGraphs()) {
    const chosen = (await graphOf(plain).maximumAntichain().collect()).map(({ id }) => id);
    const reaches = reachOf(plain);
    expect(chosen.some((one) => chosen.some((other) => reaches(one, other)))).toBe(false);
    const most = (left: readonly number[]): number => {
      const [first, ...others] = left;
      if (first === undefined) return 0;
      const apart = others.filter((other) => !reaches(first, other) && !reaches(other, first));
      return Math.max(1 + most(apart), apart.length === others.length ? 0 : most(others));
    };
    expect(chosen.length, plain.name).toBe(most(plain.vertices));
  }
});
