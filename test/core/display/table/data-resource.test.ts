import { expect, test } from "vitest";
import { dataResource } from "../../../../core/display/table/data-resource.ts";
import type { TableView } from "../../../../core/display/table/table-view.ts";

const one = (name: string, type: string, value: unknown): TableView["columns"][number] => ({
  name,
  type,
  values: [value],
});
const jsonOf = (value: unknown, type: string): unknown =>
  dataResource({ columns: [one("v", type, value)], rowCount: 1 }, {}).data[0]!.v;

test("fields have the names of the specification for our types", () => {
  const types = ["boolean", "int32", "float64", "string", "timestamp", "date", "list<string>", "constructor"];
  const columns = types.map((type) => one(type, type, null));
  expect(dataResource({ columns, rowCount: 1 }, {}).schema.fields.map(({ type }) => type)).toEqual([
    "boolean",
    "integer",
    "number",
    "string",
    "datetime",
    "date",
    "any",
    "any",
  ]);
});

test("every value becomes one of JSON", () => {
  expect(jsonOf(Number.NaN, "float64")).toBe(null);
  expect(jsonOf(2n ** 60n, "bigint")).toBe("1152921504606846976");
  expect(jsonOf(0, "timestamp")).toBe("1970-01-01T00:00:00.000Z");
  expect(jsonOf(new Date(0), "date")).toBe("1970-01-01");
  expect(jsonOf(9e15, "timestamp")).toBe(null);
  expect(jsonOf({ a: [1n] }, "any")).toEqual({ a: ["1"] });
  expect(jsonOf(undefined, "any")).toBe(null);
});

test("a cycle is null", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(jsonOf(cycle, "any")).toBe(null);
});

test("a column called __proto__ is a property like any other", () => {
  const { data } = dataResource({ columns: [one("__proto__", "string", "x")], rowCount: 1 }, {});
  expect(JSON.stringify(data)).toBe('[{"__proto__":"x"}]');
});
