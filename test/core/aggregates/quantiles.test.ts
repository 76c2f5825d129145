import { expect, test } from "vitest";
import { quantiles } from "../../../core/aggregates/mod.ts";
import { fold, folded, foldParts } from "./fold.ts";

const probabilities = [0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1];
const box = quantiles((value: number) => value, probabilities);
const size = 100_000;

/** A sequence in (0, 1) that is the same in every run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function valuesOf(draw: (random: () => number, at: number) => number): number[] {
  const random = uniform(12345);
  return Array.from({ length: size }, (_, at) => draw(random, at));
}

const distributions: readonly [string, number[]][] = [
  ["uniform", valuesOf((random) => random())],
  ["normal", valuesOf((random) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()))],
  ["exponential", valuesOf((random) => -Math.log(random()))],
  ["heavy-tailed", valuesOf((random) => random() ** -2)],
  ["few different", valuesOf((random) => Math.floor(random() * 7))],
  ["constant", valuesOf(() => 3)],
  ["increasing", valuesOf((_, at) => at)],
  ["decreasing", valuesOf((_, at) => -at)],
  ["two far clusters", valuesOf((random) => (random() < 0.5 ? random() : 1e9 + random()))],
];

/** How far the share of values below (or at) `value` is from `probability`. */
function rankError(sorted: Float64Array, value: number, probability: number): number {
  const slack = 1e-9 * Math.abs(value);
  const below = sorted.findIndex((other) => other >= value - slack);
  const notAbove = sorted.findLastIndex((other) => other <= value + slack) + 1;
  const low = (below < 0 ? size : below) / size;
  return Math.max(0, low - probability, probability - notAbove / size);
}

for (const [name, values] of distributions) {
  test(`quantiles of 100,000 ${name} values are within the rank error stated, whole and merged`, () => {
    const sorted = Float64Array.from(values).sort();
    const cuts = Array.from({ length: 40 }, (_, cut) => cut * 2503);
    for (const got of [fold(box, values), foldParts(box, values, cuts)]) {
      for (const [at, probability] of probabilities.entries()) {
        const error = rankError(sorted, got[at]!, probability);
        expect(error).toBeLessThanOrEqual(0.00001 + 0.016 * Math.sqrt(probability * (1 - probability)));
      }
    }
  });
}

test("quantiles never cross, and end at the least and the greatest value", () => {
  for (const [, values] of distributions) {
    const got = fold(
      quantiles(
        (value: number) => value,
        Array.from({ length: 1001 }, (_, at) => at / 1000),
      ),
      values,
    );
    for (let at = 1; at < got.length; at++) expect(got[at]!).toBeGreaterThanOrEqual(got[at - 1]!);
    expect(got[0]).toBe(values.reduce((so, value) => Math.min(so, value)));
    expect(got.at(-1)).toBe(values.reduce((so, value) => Math.max(so, value)));
  }
});

test("quantiles of many values with infinities and NaN have them at their ranks", () => {
  const values = Array.from({ length: 10_000 }, (_, at) => at);
  values.push(...Array(2500).fill(Number.NEGATIVE_INFINITY), ...Array(5000).fill(Number.POSITIVE_INFINITY));
  values.push(...Array(2500).fill(Number.NaN));
  const ends = quantiles((value: number) => value, [0.05, 0.375, 0.7, 0.99]);
  const [low, middle, high, highest] = fold(ends, values) as [number, number, number, number];
  expect(low).toBe(Number.NEGATIVE_INFINITY);
  expect(Math.abs(middle - 5000)).toBeLessThan(50);
  expect(high).toBe(Number.POSITIVE_INFINITY);
  expect(highest).toBeNaN();
});

test("quantiles can go on after being asked, and of few values held in many parts they are exact", () => {
  const { fold: foldRows, add, result } = folded(box);
  const partial = foldRows(distributions[0]![1].slice(0, 5000));
  const before = result(partial);
  expect(result(partial)).toEqual(before);
  expect(result(add(partial, 7)).at(-1)).toBe(7);
  expect(foldParts(box, [4, 1, 3, 2, 5], [1, 2, 3, 4])[5]).toBe(3);
});

test("quantiles in the order asked, null of nothing", () => {
  expect(
    fold(
      quantiles((value: number) => value, [1, 0, 0.5]),
      [0, 10, 20],
    ),
  ).toEqual([20, 0, 10]);
  expect(fold(box, [])).toBeNull();
});

test("quantiles refuse a probability outside [0, 1]", () => {
  expect(() => quantiles((value: number) => value, [0.5, 1.5])).toThrow(
    "Cannot build quantiles() as a probability must be in [0, 1]: got 1.5; the 95th percentile is 0.95, the median 0.5",
  );
});
