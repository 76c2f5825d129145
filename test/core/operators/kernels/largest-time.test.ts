import { expect, test } from "vitest";
import { largestTime } from "../../../../core/operators/kernels/largest-time.ts";

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 31];
const everyRow = new Int32Array(0);

test.each(lengths)("of %d times the largest is found wherever it is, among all and among chosen rows", (length) => {
  const others = Int32Array.from({ length }, (_, k) => 2 * k + 1);
  for (let at = 0; at < length; at++) {
    const times = Float64Array.from({ length }, (_, row) => (row === at ? -5 : -50 - row));
    expect(largestTime(times, everyRow, length)).toBe(-5);
    const spread = Float64Array.from({ length: 2 * length }, (_, row) => (row % 2 === 0 ? 99 : times[row >> 1]!));
    expect(largestTime(spread, others, length)).toBe(-5);
  }
});

test.each(lengths)(
  "one of %d times that is not finite, or that no Date can hold, makes it NaN wherever it is",
  (length) => {
    const all = Int32Array.from({ length }, (_, row) => row);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 8.64e15 + 1, -8.64e15 - 1]) {
      for (let at = 0; at < length; at++) {
        const times = Float64Array.from({ length }, (_, row) => (row === at ? bad : row));
        expect(largestTime(times, everyRow, length)).toBeNaN();
        expect(largestTime(times, all, length)).toBeNaN();
      }
    }
  },
);

test("the first and the last time that a Date can hold are times", () => {
  for (const length of lengths) {
    const times = Float64Array.from({ length }, (_, row) => (row % 2 === 0 ? -8.64e15 : 8.64e15));
    const largest = length === 1 ? -8.64e15 : 8.64e15;
    expect(largestTime(times, everyRow, length)).toBe(largest);
    expect(largestTime(times, Int32Array.from(times.keys()), length)).toBe(largest);
  }
});
