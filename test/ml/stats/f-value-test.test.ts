import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fValueTest } from "../../../ml/mod.ts";

test("the statistic is that of the correlation; NaN for constant features and such with NaN", async () => {
  const rows = from(
    [
      [1, 5],
      [2, 6],
      [3, 8],
      [4, 8],
    ].map(([label, x]) => ({ label: label!, features: [x!, 7, label === 1 ? Number.NaN : 1] })),
  );
  const { statistics, pValues, degreesOfFreedom } = await fValueTest(rows);
  // r² = 5.5² / (5 · 6.75).
  const square = 5.5 ** 2 / (5 * 6.75);
  expect(statistics[0]).toBeCloseTo((square / (1 - square)) * 2, 10);
  expect(pValues[0]).toBeCloseTo(1 - Math.sqrt(square), 10);
  expect([statistics[1], pValues[1], statistics[2]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect([...degreesOfFreedom]).toEqual([2, 2, 2]);
});
