import { expect, test } from "vitest";
import { skipMissing } from "../../../core/aggregates/number-value.ts";

test("a missing value leaves the partial result as it is", () => {
  const partial = { count: 1 };
  expect(skipMissing("sum", partial, null)).toBe(partial);
  expect(skipMissing("sum", partial, undefined)).toBe(partial);
});

test("a value that is no number is refused with what it is, cut, and a remedy that makes no zeros of what is missing", () => {
  expect(() => skipMissing("avg", 0, "12")).toThrow(
    new TypeError(
      "Cannot add a value to avg() as it must be a number: got string 12; read the column as numbers (schema(…) at the source), " +
        "or convert it in the lambda without making zeros of what is missing: " +
        'avg((row) => ((row.column ?? "") === "" ? null : Number(row.column)))',
    ),
  );
  expect(() => skipMissing("avg", 0, "x".repeat(10_000))).toThrow(`got string ${"x".repeat(40)}…; read`);
  const convert = "convert it in the lambda, as in avg((row) => (row.column == null ? null : Number(row.column)))";
  expect(() => skipMissing("avg", 0, new Date(0))).toThrow(`got object Date; ${convert}`);
  expect(() => skipMissing("avg", 0, 5n)).toThrow(`got bigint 5; ${convert}`);
  expect(() => skipMissing("avg", 0, true)).toThrow(`got boolean true; ${convert}`);
  const take = "take a number out of it in the lambda, as in avg((row) => row.column.price)";
  expect(() => skipMissing("avg", 0, Symbol("s"))).toThrow(`got symbol Symbol(s); ${take}`);
  expect(() => skipMissing("avg", 0, { price: 1 })).toThrow(`got object Object; ${take}`);
});
