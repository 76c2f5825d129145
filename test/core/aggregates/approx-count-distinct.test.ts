import fc from "fast-check";
import { expect, test } from "vitest";
import { approxCountDistinct, countDistinct } from "../../../core/aggregates/mod.ts";
import { fold, folded, foldParts } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

const about = approxCountDistinct((value: unknown) => value);

keepsTheLaws(
  "approxCountDistinct of few values",
  approxCountDistinct((row: { value: unknown }) => row.value),
  {
    rows: rowsOf(fc.oneof(numbers, fc.string({ maxLength: 2 }), fc.boolean(), fc.date())),
    oracle: (rows) =>
      fold(
        countDistinct((value: unknown) => value),
        present(rows),
      ),
  },
);

const kinds: readonly [string, (at: number) => unknown][] = [
  ["integers", (at) => at],
  ["multiples of 4096", (at) => at * 4096],
  ["fractions", (at) => at / 7],
  ["short texts", (at) => `user${at}`],
  ["long texts", (at) => `https://example.org/articles/${at}/comments?page=1`],
  ["bigints", (at) => BigInt(at)],
  ["Dates", (at) => new Date(at * 60_000)],
  ["pairs", (at) => [at % 1000, Math.floor(at / 1000)]],
];

for (const [kind, valueAt] of kinds) {
  test(`approxCountDistinct of 1 to 100,000 ${kind} is within 2.5 %`, () => {
    const { fold: foldRows, add, result } = folded(about);
    const partial = foldRows([]);
    for (let at = 0, next = 1; at < 100_000; at++) {
      add(partial, valueAt(at));
      if (at + 1 < next) continue;
      expect(Math.abs(result(partial) / next - 1)).toBeLessThan(next <= 1000 ? 0.002 : 0.025);
      next = Math.ceil(next * 1.3);
    }
  });
}

test("approxCountDistinct has the standard error that it states, at each precision", () => {
  for (const precision of [4, 8, 12]) {
    const sketch = approxCountDistinct((value: unknown) => value, { precision });
    const errors = Array.from({ length: 60 }, (_, run) => {
      const values = Array.from({ length: 5000 }, (_, at) => run * 5000 + at);
      return fold(sketch, values) / 5000 - 1;
    });
    const spread = Math.sqrt(errors.reduce((so, error) => so + error * error, 0) / errors.length);
    const stated = 1.04 / Math.sqrt(2 ** precision);
    expect(spread / stated).toBeGreaterThan(0.7);
    expect(spread / stated).toBeLessThan(1.3);
    const bias = errors.reduce((so, error) => so + error, 0) / errors.length;
    expect(Math.abs(bias)).toBeLessThan((3 * stated) / Math.sqrt(errors.length));
  }
});

test("approxCountDistinct of merged parts equals that of the whole, whatever their sizes and overlap", () => {
  const values = Array.from({ length: 20_000 }, (_, at) => at % 9000);
  const whole = fold(about, values);
  for (const cuts of [[1], [2000, 4000], [100, 10_000], [3000, 6000, 9000, 15_000]]) {
    expect(foldParts(about, values, cuts)).toBe(whole);
    expect(foldParts(about, [...values].reverse(), cuts)).toBe(whole);
  }
});

test("approxCountDistinct refuses a precision that it has no registers for", () => {
  for (const precision of [3, 19, 10.5, Number.NaN]) {
    expect(() => approxCountDistinct((value: unknown) => value, { precision })).toThrow(
      `Cannot build approxCountDistinct() as its precision must be an integer from 4 to 18: got ${precision}; 14 gives`,
    );
  }
});
