import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { anovaTest } from "../../../ml/mod.ts";

test("the statistic is that of variance between classes over variance within, by hand", async () => {
  // Classes 1: 5, 6; 2: 5, 9. Means 5.5 and 7 of 6.25: between 2·0.75² + 2·0.75² = 2.25; within 0.5 + 8 = 8.5.
  const rows = from(
    [
      [1, 5],
      [1, 6],
      [2, 5],
      [2, 9],
    ].map(([label, x]) => ({ label, features: [x!] })),
  );
  const { statistics, pValues, degreesOfFreedom } = await anovaTest(rows);
  expect(statistics[0]).toBeCloseTo(2.25 / 1 / (8.5 / 2), 12);
  expect(pValues[0]).toBeCloseTo(1 - Math.sqrt(statistics[0]! / (statistics[0]! + 2)), 12);
  expect([...degreesOfFreedom]).toEqual([3]);
});

test("labels may be texts, columns of any name, and values far from 0", async () => {
  const rows = from(
    [
      ["a", 1e9 + 5],
      ["a", 1e9 + 6],
      ["b", 1e9 + 5],
      ["b", 1e9 + 9],
    ].map(([kind, x]) => ({ kind, v: [x as number] })),
  );
  expect((await anovaTest(rows, { features: "v", label: "kind" })).statistics[0]).toBeCloseTo(2.25 / (8.5 / 2), 9);
});
