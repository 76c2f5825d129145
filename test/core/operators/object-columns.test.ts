import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { objectColumns, ownColumns } from "../../../core/operators/object-columns.ts";
import { at, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("rows go through as they are, with their times", () =>
  verifyOperator(objectColumns(), {
    input: [at(1, { a: 1, b: "x" }), at(2, { a: null }), watermark(2), end],
    output: [at(1, { a: 1, b: "x" }), at(2, { a: null }), watermark(2), end],
    order: "kept",
  }));

test("rows that are no plain objects stay values", () => {
  const rows = [new Date(5), [1], "text", null, 7];
  verifyOperator(objectColumns(), {
    input: [...rows.map((each) => row(each)), end],
    output: [...rows.map((each) => row(each)), end],
    order: "kept",
  });
});

test("own properties become typed columns; what a row lacks reads as undefined", () => {
  const values = [{ n: 1, s: "a" }, { n: 2.5 }, { n: -1, s: "b" }];
  const batch = makeBatch(valueSchema(any), 3, [{ type: any, layout: "values", values, validity: undefined }], {
    times: Float64Array.of(10, 20, 30),
    selection: Int32Array.of(0, 2),
  });
  const columns = ownColumns()(batch);
  expect(columns.columns.map(({ layout }) => layout)).toEqual(["float64", "values"]);
  expect(rowsOf(columns)).toEqual([values[0], values[2]]);
  expect([...columns.times!]).toEqual([10, 30]);
  expect(rowsOf(ownColumns()({ ...batch, selection: undefined }))).toEqual(
    values.map((each) => ({ s: undefined, ...each })),
  );
});
