// biome-ignore-all lint/suspicious/noDoubleEquals: a lambda that converts
// biome-ignore-all lint/complexity/noUselessTernary: lambdas as users write them
// biome-ignore-all lint/suspicious/noSelfCompare: a test that NaN passes
import fc from "fast-check";
import { expect, test } from "vitest";
import { count } from "../../../core/aggregates/mod.ts";
import { makeBatch } from "../../../core/data/batch.ts";
import type { Folding } from "../../../core/data/partial-columns.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { chosenColumn } from "../../../core/expression/chosen-column.ts";
import { evaluator } from "../../../core/expression/evaluate.ts";
import { folder } from "../../../core/expression/fold.ts";
import { type Lambda, readLambda } from "../../../core/expression/read-lambda.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { keyedTable } from "../../../core/state/keyed-table.ts";
import { dictionaryColumn, int32Column, typedBatch, utf8Column } from "./batches.ts";

type Row = { a: number; b: number; c: number | null; city: string | null; note: string; ok: boolean };
const layouts = { b: int32Column, c: int32Column, city: dictionaryColumn, note: utf8Column };

const captured = 3;
const choices: Record<string, (row: Row) => unknown> = {
  "a comparison or null": (r) => r.a < 3 || null,
  "a class of several": (r) => (r.a >= -1 && r.a < 2.5) || null,
  "a column where it holds": (r) => (r.b === 2 ? r.note : null),
  "a column that may be missing": (r) => (r.a > 0 ? r.city : null),
  "a number": (r) => (r.b !== 2 ? -1 : null),
  "the constant true": (r) => (r.b <= 2 ? true : null),
  "all kinds of tests": (r) => (!(r.a > 1 || r.b > 1) && (1 > r.a || r.a === r.b) ? r.a : null),
  "a test that only NaN fails": (r) => (!(r.a !== r.a) ? r.ok : null),
  "a parameter taken apart": ({ a, note }) => (a > 0 ? note : null),
};

const others: Record<string, (row: Row) => unknown> = {
  "a captured variable": (r) => r.a < captured || null,
  "a comparison that converts": (r) => r.a == 3 || null,
  "another value where it does not hold": (r) => (r.a < 3 ? r.b : 0),
  undefined: (r) => (r.a < 3 ? r.b : undefined),
  "a text compared": (r) => (r.note === "x" ? r.b : null),
  "a call": (r) => (Math.abs(r.a) < 3 ? r.b : null),
  "a value that is computed": (r) => (r.a < 3 ? r.b + 1 : null),
  "a row that is no number": (r) => (r.ok ? r.b : null),
};

const number = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(Number.NaN, -0, 2.5, Infinity, -Infinity));
const row: fc.Arbitrary<Row> = fc.record({
  a: number,
  b: fc.integer({ min: -4, max: 4 }),
  c: fc.option(fc.integer({ min: -4, max: 4 })),
  city: fc.option(fc.constantFrom("x", "y")),
  note: fc.constantFrom("x", "né"),
  ok: fc.boolean(),
});

const rethrow = (error: unknown): never => {
  throw error;
};

function valuesOf(lambda: (row: Row) => unknown, rows: readonly Row[], selection: Int32Array | undefined): unknown[] {
  const evaluate = evaluator([{ lambda: lambda as Lambda, step: "test" }], rethrow);
  // Twice, as arrays are used again.
  evaluate({ ...typedBatch([...rows].reverse(), layouts), selection });
  return rowsOf(evaluate({ ...typedBatch(rows, layouts), selection })!.values[0]!);
}

test.each(Object.entries({ ...choices, ...others, "a column with gaps": (r: Row) => (r.c! < 1 ? r.b : null) }))(
  "%s gives what the lambda gives",
  (_, lambda) => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.func(fc.boolean()), (rows, chosen) => {
        expect(valuesOf(lambda, rows, undefined)).toEqual(rows.map(lambda));
        const selection = Int32Array.from(rows.keys()).filter((at) => chosen(at));
        if (selection.length === 0) return;
        expect(valuesOf(lambda, rows, selection)).toEqual(Array.from(selection, (at) => lambda(rows[at]!)));
      }),
    );
  },
);

const someRows: Row[] = Array.from({ length: 40 }, (_, n) => {
  return { a: n - 20, b: n % 5, c: n % 3 === 0 ? null : n, city: n % 4 === 0 ? null : "x", note: "y", ok: n % 2 === 0 };
});

test.each(Object.entries(choices))("%s is not called", (_, lambda) => {
  expect(chosenColumn(lambda as Lambda)!(typedBatch(someRows, layouts))).toBeDefined();
});

test.each(Object.entries(others))("%s is left to the lambda", (_, lambda) => {
  expect(readLambda(lambda as Lambda).choice).toBeUndefined();
});

test("columns with gaps, and few rows of many, are left to the lambda", () => {
  const batch = typedBatch(someRows, layouts);
  expect(chosenColumn(((r: Row) => r.c! < 1 || null) as Lambda)!(batch)).toBeUndefined();
  const few = { ...batch, selection: Int32Array.of(3, 4) };
  expect(chosenColumn(((r: Row) => r.a < 1 || null) as Lambda)!(few)).toBeUndefined();
});

test("a choice of a column hands on its values as they are", () => {
  const batch = typedBatch(someRows, layouts);
  const [column] = chosenColumn(((r: Row) => (r.a < 1 ? r.b : null)) as Lambda)!(batch)!.columns;
  expect(column).toMatchObject({ layout: "int32" });
  expect((column as { values: unknown }).values).toBe((batch.columns[1] as { values: unknown }).values);
});

test.each(["add", "retract"] as const)("values that are counted are not looked at: %s", (how) => {
  const counting = count((r: Row) => r.c).aggregate as unknown as Folding;
  const { fold, sources } = folder([counting], rethrow);
  const table = keyedTable([counting]);
  const batch = typedBatch(someRows, layouts);
  const at = batch.schema.index.get("c")!;
  const entries = Int32Array.from(someRows, ({ b }) => b);
  table.locate(Float64Array.of(0, 1, 2, 3, 4), undefined, 0, 5, new Int32Array(5));
  const values = [{ column: batch.columns[at]!, field: batch.schema.fields[at]! }];
  fold(how, { batch, from: 0, to: someRows.length, entries }, values, table.partials);
  const counts = [0, 1, 2, 3, 4].map((b) => someRows.filter((each) => each.b === b && each.c !== null).length);
  expect([...table.partials[0]!.numbers.subarray(0, 5)]).toEqual(how === "add" ? counts : counts.map((n) => 0 - n));
  expect(sources[0]).not.toContain("f0(");
});

test("dates are not compared as the numbers they are kept as: two of one time are two objects", () => {
  const type = { kind: "timestamp", as: "Date" } as const;
  const values = Float64Array.of(1000, 2000);
  const column = { type, layout: "float64", values, validity: undefined } as const;
  const fields = ["from", "to"].map((name) => ({ name, type }));
  const batch = makeBatch(rowSchema(fields), values.length, [column, column]);
  const lambda = (row: { from: Date; to: Date }) => row.from !== row.to || null;
  const evaluate = evaluator([{ lambda: lambda as Lambda, step: "test" }], rethrow);
  expect(rowsOf(evaluate(batch)!.values[0]!)).toEqual([true, true]);
  expect(chosenColumn(lambda as Lambda)!(batch)).toBeUndefined();
});
