import { expect, test } from "vitest";
import { weightedQuantile } from "../../../ml/kernels/weighted-quantile.ts";
import { uniform } from "../learner/random-rows.ts";

/** All numbers as often as they weigh, in order. */
function plainQuantile(values: readonly number[], weights: readonly number[], share: number): number {
  const all = values.flatMap((value, at) => Array<number>(weights[at]!).fill(value)).sort((a, b) => a - b);
  const place = share * all.length;
  const whole = Math.round(place);
  if (Math.abs(place - whole) > 1e-9) return all[Math.ceil(place) - 1]!;
  return (all[whole - 1]! + all[Math.min(whole, all.length - 1)]!) / 2;
}

test("it is what lies there when each number is put down as often as it weighs", () => {
  const random = uniform(5);
  const below = (end: number): number => Math.floor(((random() + 1) / 2) * end);
  for (let trial = 0; trial < 2000; trial++) {
    const count = 1 + below(trial % 2 === 0 ? 8 : 60);
    const values = Array.from({ length: count }, () => below(trial % 3 === 0 ? 4 : 1000) - 2);
    const weights = values.map(() => 1 + below(3));
    const share = [0.5, 0.1, 0.25, 0.9, 0.999, 1 / 3][trial % 6]!;
    const own = weightedQuantile(Float64Array.from(values), Float64Array.from(weights), count, share);
    expect(own).toBe(plainQuantile(values, weights, share));
  }
});

test("it is the median, also of numbers that are alike, infinite or huge", () => {
  const ones = (count: number): Float64Array => new Float64Array(count).fill(1);
  expect(weightedQuantile(Float64Array.of(7), ones(1), 1, 0.5)).toBe(7);
  expect(weightedQuantile(new Float64Array(9).fill(3), ones(9), 9, 0.9)).toBe(3);
  expect(weightedQuantile(Float64Array.of(1, 4, 2, 3), ones(4), 4, 0.5)).toBe(2.5);
  expect(weightedQuantile(Float64Array.of(1.5e308, 1.7e308), ones(2), 2, 0.5)).toBeCloseTo(1.6e308, -300);
  expect(
    weightedQuantile(Float64Array.of(Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY), ones(3), 3, 0.5),
  ).toBe(0);
});
