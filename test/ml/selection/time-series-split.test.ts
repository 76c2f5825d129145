import { expect, test } from "vitest";
import { timeSeriesSplit } from "../../../ml/mod.ts";

const plain = (splits: ReturnType<typeof timeSeriesSplit>): number[][][] =>
  splits.map(({ train, test }) => [[...train], [...test]]);

test("what is looked at comes behind what is learned from, as scikit-learn's", () => {
  expect(plain(timeSeriesSplit(10, 3))).toEqual([
    [
      [0, 1, 2, 3],
      [4, 5],
    ],
    [
      [0, 1, 2, 3, 4, 5],
      [6, 7],
    ],
    [
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9],
    ],
  ]);
  expect(plain(timeSeriesSplit(10, 3, { gap: 1, testRows: 2, mostTrainRows: 3 }))).toEqual([
    [
      [0, 1, 2],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [6, 7],
    ],
    [
      [4, 5, 6],
      [8, 9],
    ],
  ]);
});

test.each([
  [3, 3, {}],
  [10, 0, {}],
  [10, 3, { gap: 4 }],
  [10, 3, { gap: -1 }],
  [10, 3, { testRows: 0 }],
  [10, 3, { mostTrainRows: 1.5 }],
])("%i rows in %i splits by %o leave nothing to learn from, or are no numbers of rows", (rows, splits, options) => {
  expect(() => timeSeriesSplit(rows, splits, options)).toThrow(`got ${rows} rows, ${splits} splits`);
});
