import { expect, test } from "vitest";
import { count, max, maxBy, sum } from "../../../core/aggregates/mod.ts";
import { valueAt } from "../../../core/data/column.ts";
import { any, float64, int32, string } from "../../../core/data/data-type.ts";
import { partialColumn, partialForm, setPartial } from "../../../core/data/partial-columns.ts";
import {
  keyColumns,
  needsRows,
  resultColumns,
  rowCount,
  schemaMaker,
  timeColumn,
} from "../../../core/operators/aggregation-spec.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { type Row, specOf } from "./specs.ts";

test("an aggregate that looks at rows needs whole rows, others do not", () => {
  expect(needsRows(specOf({ rows: count(), total: sum((each: Row) => each.v) }))).toBe(false);
  expect(needsRows(specOf({ best: maxBy((each: Row) => each.v) }))).toBe(true);
});

test("keys come back as columns of their own type, texts and objects as they were", () => {
  const keys = keySpace(128);
  const columnsOf = (values: readonly unknown[], names: readonly string[], type: typeof any) =>
    keyColumns(keys, Float64Array.from(values, keys.numberOf), names, type).map(({ field, column }) => [
      field.name,
      field.type.kind,
      values.map((_, row) => valueAt(column, row)),
    ]);
  expect(columnsOf([3, 1], ["n"], int32)).toEqual([["n", "int32", [3, 1]]]);
  expect(columnsOf([0.5, 2 ** 53], ["n"], float64)).toEqual([["n", "float64", [0.5, 2 ** 53]]]);
  expect(columnsOf(["b", "a"], ["shop"], string)).toEqual([["shop", "string", ["b", "a"]]]);
  expect(
    columnsOf(
      [
        { a: 1, b: "x" },
        { a: 2, b: null },
      ],
      ["a", "b"],
      any,
    ),
  ).toEqual([
    ["a", "float64", [1, 2]],
    ["b", "string", ["x", null]],
  ]);
  expect(columnsOf([1], [], any)).toEqual([]);
});

test("results are columns of what aggregates give, of any kind", () => {
  const spec = specOf({ rows: count(), top: max((each: Row) => each.v) });
  const partials = spec.foldings.map((folding) => partialColumn(partialForm(folding), 4));
  setPartial(partials[0]!, 0, 2);
  setPartial(partials[0]!, 2, 7);
  setPartial(partials[1]!, 0, 5);
  setPartial(partials[1]!, 2, "text");
  const columns = resultColumns(spec, "aggregate #1")(partials, Int32Array.of(2, 0));
  expect(columns.map(({ field, column }) => [field.name, valueAt(column, 0), valueAt(column, 1)])).toEqual([
    ["rows", 7, 2],
    ["top", "text", 5],
  ]);
});

test("a schema is the same one as long as the fields are", () => {
  const schemaOf = schemaMaker();
  const columns = [timeColumn("start", Float64Array.of(1))];
  expect(schemaOf(columns)).toBe(schemaOf([timeColumn("start", Float64Array.of(2))]));
  expect(schemaOf([timeColumn("end", Float64Array.of(1))])).not.toBe(schemaOf(columns));
});

test("the number of rows can be taken back", () => {
  const step = rowCount as unknown as { add(count: number): number; retract(count: number): number };
  expect(step.retract(step.add(step.add(0)))).toBe(1);
});
