import { expect, test } from "vitest";
import { anyColumns } from "../../../core/operators/any-columns.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("rows pass as they are", () =>
  verifyOperator(anyColumns(), {
    input: [at(1, { a: 1 }), crash, at(2, { b: 2 }), watermark(2), row("text"), end],
    output: [at(1, { a: 1 }), at(2, { b: 2 }), watermark(2), row("text"), end],
    order: "kept",
  }));

test("of columns that only others have nothing is read, and what nobody has is a slip", () => {
  const operator = anyColumns(new Set(["city", "price"]), new Set(["city", "price", "tip"]));
  expect(operator.reads!(new Set(["city", "tip"]), [])).toEqual([new Set(["city"])]);
  expect(operator.reads!("all", [])).toEqual(["all"]);
  expect(() => operator.reads!(new Set(["tpi"]), [])).toThrow(/column "tpi" in union .* did you mean "tip"\?/);
});
