import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, changeKind, makeBatch } from "../../../core/data/batch.ts";
import { readBatch, writeBatch } from "../../../core/data/batch-codec.ts";
import { byteWriter, writtenBytes } from "../../../core/data/codec.ts";
import type { Column } from "../../../core/data/column.ts";
import { columnOf, fieldOf } from "../../../core/data/column-of.ts";
import { concat } from "../../../core/data/concat.ts";
import { any, dateTime, float64, int32, string } from "../../../core/data/data-type.ts";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import { rowSchema, valueSchema } from "../../../core/data/schema.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";

type Values = readonly unknown[];

const makers: Readonly<Record<string, (values: Values) => Column>> = {
  "as they are": columnOf,
  dictionary: (values) => {
    const texts = [...new Set(values.map(String))].reverse();
    const codes = Int32Array.from(values, (value) => texts.indexOf(String(value)));
    return {
      type: string,
      layout: "dictionary",
      codes,
      dictionary: dictionaryOf([...texts, "?"]),
      validity: undefined,
    };
  },
  utf8: (values) => {
    const texts = values.map((value) => new TextEncoder().encode(String(value)));
    const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 3));
    let at = 3;
    const starts = Int32Array.from(texts, (text) => {
      bytes.set(text, at);
      at += text.length;
      return at - text.length;
    });
    return {
      type: string,
      layout: "utf8",
      bytes,
      starts,
      lengths: Int32Array.from(texts, ({ length }) => length),
      validity: undefined,
    };
  },
};

/** Of some size; or absent. */
function vectorOrNone(size: number): fc.Arbitrary<unknown> {
  const vector = fc
    .array(fc.double(), { minLength: size, maxLength: size })
    .map((numbers) => Float64Array.from(numbers));
  return fc.oneof(vector, vector, fc.constantFrom(null, undefined));
}

const part = fc.record({
  layout: fc.constantFrom(...Object.keys(makers)),
  values: fc.oneof(
    fc.array(fc.oneof(fc.constantFrom(null, 1, 2.5), fc.integer()), { maxLength: 12 }),
    fc.array(fc.string({ unit: "binary", maxLength: 5 }), { maxLength: 12 }),
    fc.array(fc.oneof(fc.boolean(), fc.constant(undefined)), { maxLength: 12 }),
    fc.integer({ min: 0, max: 3 }).chain((size) => fc.array(vectorOrNone(size), { maxLength: 12 })),
    fc.array(
      fc.oneof(fc.constantFrom(null, undefined, "x", 1n), fc.record({ a: fc.integer() }, { noNullPrototype: true })),
      { maxLength: 12 },
    ),
  ),
});

function batchOf({ layout, values }: { layout: string; values: Values }): Batch {
  const column = makers[layout]!(values);
  return makeBatch(rowSchema([fieldOf("v", column, values)]), values.length, [column]);
}

test("batches put together have the rows of each, one after another, whatever their layouts", () =>
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const batches = parts.map(batchOf);
      expect(rowsOf(concat(batches))).toEqual(batches.flatMap((batch) => rowsOf(batch)));
    }),
    { numRuns: 500 },
  ));

test("a batch is read back as it was written", () =>
  fc.assert(
    fc.property(part, (given) => {
      const batch = batchOf(given);
      const writer = byteWriter();
      writeBatch(writer, batch);
      const read = readBatch({ bytes: writtenBytes(writer), at: 0 });
      expect(rowsOf(read)).toEqual(rowsOf(batch));
      expect(read.columns[0]!.layout).toBe(batch.columns[0]!.layout);
    }),
  ));

function numbers(values: ArrayLike<number>, parts: Parameters<typeof makeBatch>[3] = {}): Batch {
  const column: Column = { type: float64, layout: "float64", values: Float64Array.from(values), validity: undefined };
  return makeBatch(rowSchema([{ name: "v", type: float64 }]), values.length, [column], parts);
}

test("numbers of two kinds become doubles; numbers and points in time stay what they are", () => {
  const ints = makeBatch(rowSchema([{ name: "v", type: int32 }]), 1, [
    { type: int32, layout: "int32", values: Int32Array.of(7), validity: undefined },
  ]);
  expect(concat([ints, numbers([0.5])]).columns[0]!.layout).toBe("float64");
  const dates = makeBatch(rowSchema([{ name: "v", type: dateTime }]), 1, [
    { type: dateTime, layout: "float64", values: Float64Array.of(7), validity: undefined },
  ]);
  expect(rowsOf(concat([dates, numbers([0.5])]))).toEqual([{ v: new Date(7) }, { v: 0.5 }]);
});

test("a column that a batch lacks reads as undefined there; rows and values become values", () => {
  const other = makeBatch(rowSchema([{ name: "w", type: float64 }]), 1, numbers([9]).columns);
  expect(rowsOf(concat([numbers([1]), other]))).toEqual([
    { v: 1, w: undefined },
    { v: undefined, w: 9 },
  ]);
  const values = makeBatch(valueSchema(float64), 1, numbers([5]).columns);
  expect(rowsOf(concat([values, numbers([1])]))).toEqual([5, { v: 1 }]);
});

test("times and kinds of changes go along; without any the rows are inserts", () => {
  const changed = numbers([1], { times: Float64Array.of(10), kinds: Uint8Array.of(changeKind.delete) });
  const both = concat([changed, numbers([2], { times: Float64Array.of(20) })]);
  expect([...both.times!]).toEqual([10, 20]);
  expect([...both.kinds!]).toEqual([changeKind.delete, changeKind.insert]);
  expect(() => concat([])).toThrow("Cannot put no batches together");
});

test("values of any number of batches come one after another, lists among them whole, and none from behind a batch", () => {
  const column = (values: readonly unknown[]): Column => ({ type: any, layout: "values", values, validity: undefined });
  const one = (row: number): Batch =>
    makeBatch(valueSchema(any), 1, [column([row % 3 === 0 ? [row, [row]] : `v${row}`, "behind"])]);
  for (const count of [2, 1024, 1025, 200_000]) {
    const batches = Array.from({ length: count }, (_, row) => one(row));
    const all = concat(batches).columns[0]! as Column & { layout: "values" };
    expect(all.values.length).toBe(count);
    expect(
      all.values.every((value, row) => (row % 3 === 0 ? (value as unknown[])[0] === row : value === `v${row}`)),
    ).toBe(true);
  }
});
