import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { chiSquareTest } from "../../../ml/mod.ts";

test("the statistic is that of the contingency table, by hand", async () => {
  // Values 5 and 6 by labels 1 and 2: 3 1 | 1 3, expected 2 everywhere.
  const rows = from(
    [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 6],
      [2, 5],
      [2, 6],
      [2, 6],
      [2, 6],
    ].map(([label, x]) => ({ label, features: [x!, 0] })),
  );
  const { statistics, pValues, degreesOfFreedom } = await chiSquareTest(rows);
  expect([...statistics]).toEqual([2, 0]);
  expect([...degreesOfFreedom]).toEqual([1, 0]);
  expect(pValues[0]).toBeCloseTo(0.15729920705, 10);
  expect(pValues[1]).toBe(1);
});
