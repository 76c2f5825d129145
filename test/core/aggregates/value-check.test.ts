import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Aggregation,
  any,
  approxCountDistinct,
  avg,
  collect,
  concat,
  correlation,
  count,
  countDistinct,
  covariance,
  every,
  first,
  histogram,
  last,
  max,
  maxBy,
  min,
  minBy,
  mode,
  quantile,
  quantiles,
  stddev,
  sum,
  topK,
  variance,
} from "../../../core/mod.ts";

class Money {}

// biome-ignore lint/suspicious/noExplicitAny: values of all kinds
const it = (row: any): any => row;

const aggregations: Readonly<Record<string, Aggregation<never, unknown>>> = {
  any: any(it),
  approxCountDistinct: approxCountDistinct(it),
  avg: avg(it),
  collect: collect(it),
  concat: concat(it),
  correlation: correlation(it),
  count: count(it),
  countDistinct: countDistinct(it),
  covariance: covariance(it),
  every: every(it),
  first: first(it),
  histogram: histogram(it, { from: 0, to: 10, bins: 2 }),
  last: last(it),
  max: max(it),
  maxBy: maxBy(it),
  allMaxBy: maxBy(it, { ties: "all" }),
  min: min(it),
  minBy: minBy(it),
  mode: mode(it),
  quantile: quantile(it, 0.5),
  quantiles: quantiles(it, [0.5]),
  stddev: stddev(it),
  sum: sum(it),
  topK: topK(2, it),
  variance: variance(it),
};

const values = fc.constantFrom<unknown>(
  ...[null, undefined, 1.5, -0, Number.NaN, "a", "12", 7n, true, false, new Date(0), [1, 2], [1, null], [1, "x"], [1]],
  ...[{ a: 1 }, Object.create(null), new Money(), Symbol("s"), () => 1, new Map([[1, new Money()]]), new Set([1])],
);

interface Checked {
  readonly zero: () => unknown;
  readonly add: (partial: unknown, value: unknown, row: () => unknown) => unknown;
  readonly check: (value: unknown) => void;
}

describe("what aggregates check before anything is folded", () => {
  test.each(Object.keys(aggregations))("%s never throws at values that it let pass", (name) => {
    const { zero, add, check } = aggregations[name]!.aggregate as unknown as Checked;
    fc.assert(
      fc.property(fc.array(values, { maxLength: 6 }), (given) => {
        const passed = given.filter((value) => {
          try {
            check(value);
            return true;
          } catch (error) {
            expect((error as Error).message).toMatch(/^Cannot add a value to \w+\(\) as it must .*: got .*; .*/);
            return false;
          }
        });
        expect(() => passed.reduce((partial, value) => add(partial, value, () => value), zero())).not.toThrow();
      }),
    );
  });

  test("a missing value is never refused", () => {
    for (const { aggregate } of Object.values(aggregations)) {
      for (const value of [null, undefined]) expect(() => (aggregate as unknown as Checked).check(value)).not.toThrow();
    }
  });

  test("each says what it takes", () => {
    const checkOf = (name: string) => (aggregations[name]!.aggregate as unknown as Checked).check;
    expect(() => checkOf("any")("yes")).toThrow(
      "Cannot add a value to any() as it must be true or false: got string yes; compare it in the lambda, as in any((row) => row.delay > 15)",
    );
    expect(() => checkOf("max")({})).toThrow(
      "Cannot add a value to max() as it must have an order: got object Object; take a number, string, bigint, boolean or Date out of it, as in max((row) => row.price)",
    );
    expect(() => checkOf("concat")([1])).toThrow(
      "Cannot add a value to concat() as it must be text, a number or a boolean: got object Array; make text of it in the lambda, as in concat((row) => JSON.stringify(row.place))",
    );
    expect(() => checkOf("covariance")([1])).toThrow(
      "Cannot add a value to covariance() as it must be a pair of numbers: got object Array; give both in an array, as in covariance((row) => [row.x, row.y])",
    );
    expect(() => checkOf("correlation")([1, "2"])).toThrow(
      "Cannot add a value to correlation() as it must be a number: got string 2",
    );
  });
});
