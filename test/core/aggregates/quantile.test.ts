import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: number | null | undefined;
}

/** PERCENTILE_CONT, NaN last. */
function naive(rows: readonly Row[], probability: number): number | null {
  const values = Float64Array.from(present(rows)).sort();
  if (values.length === 0) return null;
  const rank = probability * (values.length - 1);
  const [below, above] = [values[Math.floor(rank)]!, values[Math.ceil(rank)]!];
  if (rank % 1 === 0 || Object.is(below, above)) return below;
  return below * (1 - (rank % 1)) + above * (rank % 1);
}

for (const probability of [0, 0.25, 0.5, 0.95, 1]) {
  keepsTheLaws(
    `quantile ${probability}`,
    quantile((row: Row) => row.value, probability),
    { rows: rowsOf(numbers), oracle: (rows) => naive(rows, probability) },
  );
}

test("quantile is exact up to 2048 values, and as far as asked", () => {
  const values = Array.from({ length: 5000 }, (_, at) => ({ value: ((at * 7919) % 5000) ** 2 }));
  for (const probability of [0.01, 0.5, 0.999]) {
    const few = values.slice(0, 2048);
    expect(
      fold(
        quantile((row: Row) => row.value, probability),
        few,
      ),
    ).toBe(naive(few, probability));
    const all = quantile((row: Row) => row.value, probability, { exactUpTo: Number.POSITIVE_INFINITY });
    expect(fold(all, values)).toBe(naive(values, probability));
  }
});

test("quantile refuses a probability outside [0, 1] and a negative exactUpTo", () => {
  const read = (row: Row): number | null | undefined => row.value;
  for (const wrong of [95, -0.1, Number.NaN]) {
    expect(() => quantile(read, wrong)).toThrow(
      `Cannot build quantile() as a probability must be in [0, 1]: got ${wrong}; the 95th percentile is 0.95`,
    );
  }
  expect(() => quantile(read, 0.5, { exactUpTo: -1 })).toThrow(RangeError);
  expect(() => quantile(read, 0.5, { exactUpTo: 1.5 })).toThrow("exactUpTo must be 0, 1, … or Infinity: got 1.5");
});

test("quantile lies between the least and the greatest value", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, at) => {
      const got = fold(
        quantile((row: number) => row, at),
        values,
      );
      expect(got).toBeGreaterThanOrEqual(Math.min(...values));
      expect(got).toBeLessThanOrEqual(Math.max(...values));
    }),
  );
});
