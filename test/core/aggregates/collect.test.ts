import { expect, test } from "vitest";
import { collect } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: number | null | undefined;
  readonly id: number;
}

keepsTheLaws(
  "collect",
  collect((row: Row) => row.value),
  { rows: rowsOf(numbers), oracle: (rows) => present(rows) },
);
keepsTheLaws("collect of rows", collect<Row>(), { rows: rowsOf(numbers), oracle: (rows) => [...rows] });

test("collect leaves out missing values but no rows", () => {
  const rows = [
    { value: 1, id: 0 },
    { value: null, id: 1 },
  ];
  expect(
    fold(
      collect((row: Row) => row.value),
      rows,
    ),
  ).toEqual([1]);
  expect(fold(collect<Row>(), rows)).toEqual(rows);
  expect(fold(collect<Row>(), [])).toEqual([]);
});
