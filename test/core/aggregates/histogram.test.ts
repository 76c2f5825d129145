import { expect, test } from "vitest";
import { type HistogramBins, histogram } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: number | null | undefined;
}

const shapes: readonly [HistogramBins, number[]][] = [
  [{ edges: [-10, 0, 0.5, 15] }, [-10, 0, 0.5, 15]],
  [{ from: -10, to: 10, bins: 4 }, [-10, -5, 0, 5, 10]],
  [{ from: 0, to: 1, bins: 1 }, [0, 1]],
];

for (const [bins, edges] of shapes) {
  keepsTheLaws(
    `histogram by ${JSON.stringify(bins)}`,
    histogram((row: Row) => row.value, bins),
    {
      rows: rowsOf(numbers),
      oracle: (rows) => {
        const values = present(rows);
        const top = edges.length - 2;
        const inBin = (value: number, bin: number): boolean =>
          value >= edges[bin]! && (value < edges[bin + 1]! || (bin === top && value === edges[bin + 1]!));
        return {
          bins: edges
            .slice(1)
            .map((to, bin) => ({ from: edges[bin]!, to, count: values.filter((value) => inBin(value, bin)).length })),
          below: values.filter((value) => value < edges[0]!).length,
          above: values.filter((value) => value > edges.at(-1)! || Number.isNaN(value)).length,
        };
      },
    },
  );
}

test("histogram bins hold their lower edge, and the last one its upper edge too", () => {
  const delays = histogram((delay: number) => delay, { edges: [0, 15, 60] });
  expect(fold(delays, [-1, 0, 14.9, 15, 60, 60.1])).toEqual({
    bins: [
      { from: 0, to: 15, count: 2 },
      { from: 15, to: 60, count: 2 },
    ],
    below: 1,
    above: 1,
  });
});

test("histogram refuses edges that do not increase, and ranges without bins", () => {
  const by = (bins: HistogramBins) => () => histogram((value: number) => value, bins);
  expect(by({ edges: [0, 5, 5] })).toThrow(
    "Cannot build histogram() as its bin edges must be at least two, and increase: got 5 at position 2 in [0, 5, 5]; use for instance { edges: [0, 15, 60] }",
  );
  expect(by({ edges: [1] })).toThrow("got 1 of them");
  expect(by({ edges: [Number.NaN, 1] })).toThrow("got NaN at position 0");
  expect(by({ edges: [0, Number.NaN] })).toThrow(RangeError);
  expect(by({ from: 0, to: 1, bins: 0 })).toThrow(
    "got 0 bins from 0 to 1; use for instance { from: 0, to: 100, bins: 10 }",
  );
  expect(by({ from: 1, to: 1, bins: 2 })).toThrow(RangeError);
  expect(by({ from: 0, to: Number.POSITIVE_INFINITY, bins: 2 })).toThrow(RangeError);
});
