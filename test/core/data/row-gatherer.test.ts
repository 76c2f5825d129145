import fc from "fast-check";
import { expect, test } from "vitest";
import { type Column, valueAt } from "../../../core/data/column.ts";
import { columnOf } from "../../../core/data/column-of.ts";
import { rowGatherer } from "../../../core/data/row-gatherer.ts";
import { dictionaryColumn, int32Column, utf8Column } from "../expression/batches.ts";

const number = fc.option(fc.integer({ min: -9, max: 9 }));
const text = fc.option(fc.constantFrom("x", "né", ""));
const makers: Readonly<Record<string, (values: readonly unknown[]) => Column>> = {
  any: (values) => columnOf(values.map((value) => (value === "x" ? 1n : value))),
  numbers: (values) => columnOf(values.map((value) => (typeof value === "number" ? value : null))),
  integers: (values) => int32Column(values.map((value) => (typeof value === "number" ? value : 7))),
  flags: (values) => columnOf(values.map((value) => value === "x")),
  codes: (values) => dictionaryColumn(values.map((value) => (typeof value === "string" ? value : null))),
  views: (values) => utf8Column(values.map((value) => (typeof value === "string" ? value : null))),
};

const call = fc.record({
  values: fc.array(fc.oneof(number, text), { minLength: 12, maxLength: 12 }),
  rows: fc.array(fc.integer({ min: -1, max: 11 }), { maxLength: 30 }),
  padded: fc.boolean(),
});

test("rows come out as they are, call after call, whatever the arrays held before", () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 5 }), (calls) => {
      const gather = rowGatherer();
      for (const { values, rows: wanted, padded } of calls) {
        const rows = Int32Array.from(padded ? wanted : wanted.filter((row) => row >= 0));
        const given = Object.values(makers).map((make) => make(values));
        const gathered = gather(given, rows);
        given.forEach((column, at) => {
          const expected = Array.from(rows, (row) => (row < 0 ? null : valueAt(column, row)));
          expect(Array.from(rows, (_, k) => valueAt(gathered[at]!, k))).toEqual(expected);
        });
      }
    }),
  );
});

test("arrays are used again as long as they are long enough", () => {
  const gather = rowGatherer();
  const column = utf8Column(["a", "b", null]);
  const [first] = gather([column], Int32Array.of(0, 1, 2, 0));
  const [second] = gather([column], Int32Array.of(2, 1));
  const [third] = gather([column], Int32Array.of(2, 1, 0, 0, 0));
  const arrays = (one: Column | undefined): unknown[] => {
    const { starts, lengths, validity } = one as Extract<Column, { layout: "utf8" }>;
    return [starts, lengths, validity];
  };
  arrays(second).forEach((array, at) => expect(array).toBe(arrays(first)[at]));
  expect(arrays(third)[0]).not.toBe(arrays(first)[0]);
});
