import fc from "fast-check";
import { expect, test } from "vitest";
import type { Aggregate, Aggregation } from "../../../core/aggregates/mod.ts";
import { decodeValue, encodeValue } from "../../../core/data/codec.ts";
import { fold, folded, foldParts } from "./fold.ts";

export interface Laws<Row, Result> {
  readonly rows: fc.Arbitrary<Row[]>;
  /** The result by the book: slow and plain. */
  readonly oracle: (rows: readonly Row[]) => Result;
  /** Defaults to deep equality. */
  readonly same?: (got: Result, expected: Result, rows: readonly Row[]) => void;
}

/** The tests of the laws that each aggregate keeps. */
export function keepsTheLaws<Row, Result>(
  title: string,
  aggregation: Aggregation<Row, Result>,
  { rows, oracle, same = deeplyEqual }: Laws<Row, Result>,
): void {
  const { fold: foldRows, add, merge, retract, result } = folded(aggregation);
  const { codec } = aggregation.aggregate;
  const encoded = (partial: unknown) =>
    codec === undefined ? encodeValue(plain(partial)) : codec.encode(partial as never);
  const decoded = (bytes: Uint8Array): unknown => (codec === undefined ? decodeValue(bytes) : codec.decode(bytes));
  const cuts = fc.array(fc.nat(1000), { maxLength: 5 });

  test(`${title} gives what the naive definition gives`, () => {
    fc.assert(fc.property(rows, (input) => void same(fold(aggregation, input), oracle(input), input)));
  });

  test(`${title} of the whole is its parts folded and merged`, () => {
    fc.assert(
      fc.property(rows, cuts, (input, at) => void same(foldParts(aggregation, input, at), oracle(input), input)),
    );
  });

  test(`${title} merges associatively, with zero as identity, and neither side shows what is added to the other`, () => {
    const associative = (a: readonly Row[], b: readonly Row[], c: readonly Row[]): void => {
      const whole = oracle([...a, ...b, ...c]);
      const right = merge(foldRows(b), foldRows(c));
      const before = encoded(right);
      const merged = merge(merge(foldRows([]), foldRows(a)), right);
      expect(encoded(right)).toEqual(before);
      same(result(merge(merged, foldRows([]))), whole, [...a, ...b, ...c]);
      for (const row of c) add(merged, row);
      expect(encoded(right)).toEqual(before);
      const other = foldRows(b);
      const all = merge(merge(foldRows(a), other), foldRows(c));
      for (const row of a) add(other, row);
      same(result(all), whole, [...a, ...b, ...c]);
    };
    fc.assert(fc.property(rows, rows, rows, associative));
  });

  test(`${title} gives its result again after a round trip through bytes, and when asked twice`, () => {
    fc.assert(
      fc.property(rows, (input) => {
        const partial = foldRows(input);
        const first = result(partial);
        expect(result(partial)).toEqual(first);
        const restored = decoded(encoded(partial));
        // Compared as bytes, which do not tell −0 from 0.
        expect(encodeValue(result(restored))).toEqual(encodeValue(first));
      }),
    );
  });

  const { distinctValues } = aggregation.aggregate;
  if (distinctValues !== undefined) {
    test(`${title} gives its values, each once, of which it can be made again`, () => {
      const again = aggregation.aggregate as unknown as Aggregate<unknown, unknown, unknown>;
      fc.assert(
        fc.property(rows, (input) => {
          const values = [...distinctValues(foldRows(input) as never)];
          const made = values.reduce((partial, value) => again.add(partial, value, () => undefined), again.zero());
          expect(values.length).toBe(oracle(input));
          expect(again.result(made)).toBe(oracle(input));
        }),
      );
    });
  }

  if (retract === undefined) return;
  test(`${title} without what was added is as before`, () => {
    fc.assert(
      fc.property(rows, rows, (kept, gone) => {
        const partial = [...gone].reverse().reduce(retract, foldRows([...kept, ...gone]));
        same(result(partial), oracle(kept), [...kept, ...gone]);
      }),
    );
  });
}

function deeplyEqual(got: unknown, expected: unknown): void {
  expect(got).toEqual(expected);
}

/** A view of columns as the plain object that it stands for. */
function plain(partial: unknown): unknown {
  if (partial === null || typeof partial !== "object") return partial;
  const prototype: object = Object.getPrototypeOf(partial);
  if (prototype.constructor !== Object || prototype === Object.prototype) return partial;
  return Object.fromEntries(
    Object.getOwnPropertyNames(prototype).map((name) => [name, (partial as Record<string, unknown>)[name]]),
  );
}

/** Values as a column of numbers holds them: missing ones, both zeros, NaN and infinities among them. */
export const numbers: fc.Arbitrary<number | null | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 2, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(null, undefined, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

export const finiteNumbers: fc.Arbitrary<number | null | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 2, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(null, undefined, 0, -0),
);

/** Rows with a value and a mark of their own, by which equal values can be told apart. */
export function rowsOf<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<{ value: Value; id: number }[]> {
  return fc.array(values, { maxLength: 40 }).map((all) => all.map((value, id) => ({ value, id })));
}

export function present<Value>(rows: readonly { value: Value }[]): NonNullable<Value>[] {
  return rows.map((row) => row.value).filter((value) => value !== null && value !== undefined);
}

/** Within `tolerance`, relative to the greater of 1 and the expected value; null and NaN only for themselves. */
export function close(tolerance: number): (got: number | null, expected: number | null) => void {
  return (got, expected) => {
    if (got === null || expected === null || !Number.isFinite(expected)) expect(got).toEqual(expected);
    else expect(Math.abs(got - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
  };
}
