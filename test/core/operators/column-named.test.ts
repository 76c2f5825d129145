import { expect, test } from "vitest";
import { columnNamed, columnOf, makeBatch, rowSchema, valueAt, valueSchema } from "../../../core/mod.ts";

const numbers = columnOf([1, 2]);
const typed = makeBatch(rowSchema([{ name: "a", type: numbers.type }]), 2, [numbers]);

test("a column by name is the batch's own", () => {
  expect(columnNamed(typed, "a", "sum #1")).toBe(numbers);
});

test("one that is not there is told with those there are, where no later batch may have it", () => {
  expect(() => columnNamed(typed, "b", "sum #1")).toThrow(/"b" in sum #1 .* got "a"; use one of these names/);
  const open = { ...typed, schema: rowSchema(typed.schema.fields, { open: true }) };
  expect([0, 1].map((row) => valueAt(columnNamed(open, "b", "sum #1"), row))).toEqual([null, null]);
});

test("of rows that are objects it is their property, null where they lack it", () => {
  const rows = columnOf([{ a: 7 }, { b: 1 }, null]);
  const column = columnNamed(makeBatch(valueSchema(rows.type), 3, [rows]), "a", "sum #1");
  expect([0, 1, 2].map((row) => valueAt(column, row))).toEqual([7, null, null]);
});
