import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, lengthOf, makeBatch } from "../../../core/data/batch.ts";
import { type Column, valueAt } from "../../../core/data/column.ts";
import * as types from "../../../core/data/data-type.ts";
import { dictionaryOf } from "../../../core/data/dictionary.ts";
import { BatchPacker } from "../../../core/data/pack-batch.ts";
import { packMemory } from "../../../core/data/pack-memory.ts";
import { SchemaPool } from "../../../core/data/pack-shape.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { BatchUnpacker } from "../../../core/data/unpack-batch.ts";

/** The naive version: each value by itself. */
function rowsIn(batch: Batch): unknown[] {
  return Array.from({ length: lengthOf(batch) }, (_, k) => {
    const row = batch.selection?.[k] ?? k;
    return [batch.times?.[row], batch.kinds?.[row], ...batch.columns.map((column) => valueAt(column, row))];
  });
}

const memory = packMemory(new SharedArrayBuffer(1 << 20));

function sent(packer: BatchPacker, unpacker: BatchUnpacker, batch: Batch, from?: number, to?: number): Batch {
  const size = packer.measure(batch, from, to);
  expect(size % 8).toBe(0);
  for (const news of packer.news.splice(0)) unpacker.learn(news);
  memory.bytes.fill(0xee, 64, 64 + size + 64);
  packer.write(memory, 64);
  expect([...memory.bytes.subarray(64 + size, 64 + size + 64)].every((byte) => byte === 0xee)).toBe(true);
  return unpacker.read(memory, 64, false);
}

function bitsOf(present: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((present.length + 7) >> 3);
  for (const [row, is] of present.entries()) if (is) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

function utf8Of(texts: readonly string[]): Pick<Column & { layout: "utf8" }, "bytes" | "starts" | "lengths"> {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const starts = new Int32Array(texts.length);
  let used = 0;
  for (const [row, { length }] of encoded.entries()) {
    starts[row] = used;
    used += length + (row % 3);
  }
  const bytes = new Uint8Array(used);
  for (const [row, text] of encoded.entries()) bytes.set(text, starts[row]!);
  return { bytes, starts, lengths: Int32Array.from(encoded, ({ length }) => length) };
}

const plain = fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withBigInt: true });
const dictionaries = ["few", "some", "many"].map((name, n) =>
  dictionaryOf(Array.from({ length: 5 ** n }, (_, code) => `${name} ${code} é\ud800`)),
);

function columnOf(rows: number): fc.Arbitrary<Column> {
  const many = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
    fc.array(value, { minLength: rows, maxLength: rows });
  const validity = fc.option(many(fc.boolean()).map(bitsOf), { nil: undefined });
  const values = many(fc.oneof(plain, fc.constantFrom(undefined, null, -0, Number.NaN, "\udc00")));
  return fc.oneof(
    fc.tuple(many(fc.double()), validity).map(
      ([all, valid]): Column => ({
        type: types.float64,
        layout: "float64",
        values: Float64Array.from(all),
        validity: valid,
      }),
    ),
    fc.integer({ min: 1, max: 4 }).chain((size) =>
      fc.tuple(many(fc.array(fc.double(), { minLength: size, maxLength: size })), validity).map(
        ([all, valid]): Column => ({
          type: { kind: "vector", size },
          layout: "vector",
          data: Float64Array.from(all.flat()),
          validity: valid,
        }),
      ),
    ),
    fc.tuple(many(fc.integer()), validity).map(
      ([all, valid]): Column => ({
        type: types.int32,
        layout: "int32",
        values: Int32Array.from(all),
        validity: valid,
      }),
    ),
    fc.tuple(many(fc.integer({ min: 0, max: 1 })), validity).map(
      ([all, valid]): Column => ({
        type: types.boolean,
        layout: "uint8",
        values: Uint8Array.from(all),
        validity: valid,
      }),
    ),
    fc.tuple(many(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), validity).map(
      ([all, valid]): Column => ({
        type: types.bigint,
        layout: "bigint64",
        values: BigInt64Array.from(all),
        validity: valid,
      }),
    ),
    fc
      .tuple(many(fc.string({ unit: "grapheme" })), validity)
      .map(([all, valid]): Column => ({ type: types.string, layout: "utf8", ...utf8Of(all), validity: valid })),
    fc.tuple(fc.constantFrom(...dictionaries), many(fc.nat()), validity).map(([dictionary, all, valid]): Column => {
      const codes = Int32Array.from(all, (code) => code % dictionary.size);
      return { type: types.string, layout: "dictionary", codes, dictionary, validity: valid };
    }),
    values.map((all): Column => ({ type: types.any, layout: "values", values: all, validity: undefined })),
  );
}

const batches: fc.Arbitrary<Batch> = fc.integer({ min: 0, max: 40 }).chain((rows) =>
  fc
    .record({
      columns: fc.array(columnOf(rows), { maxLength: 4 }),
      chosen: fc.option(fc.array(fc.boolean(), { minLength: rows, maxLength: rows }), { nil: undefined }),
      times: fc.boolean(),
      kinds: fc.boolean(),
    })
    .map(({ columns, chosen, times, kinds }) => {
      const schema = rowSchema(columns.map(({ type }, at) => ({ name: `c${at}`, type })));
      const selection = chosen && Int32Array.from(chosen.flatMap((is, row) => (is ? [row] : [])));
      return makeBatch(schema, rows, columns, {
        selection,
        times: times ? Float64Array.from({ length: rows + 3 }, (_, row) => row * 1.5) : undefined,
        kinds: kinds ? Uint8Array.from({ length: rows + 3 }, (_, row) => row % 4) : undefined,
      });
    }),
);

test("batches of any columns come out as they went in, one after another through one packer", () => {
  fc.assert(
    fc.property(fc.array(batches, { minLength: 1, maxLength: 6 }), (given) => {
      const packer = new BatchPacker();
      const unpacker = new BatchUnpacker(new SchemaPool());
      for (const batch of given) {
        const read = sent(packer, unpacker, batch);
        expect(read.selection).toBeUndefined();
        expect(read.schema.fields).toEqual(batch.schema.fields);
        expect(rowsIn(read)).toEqual(rowsIn(batch));
      }
    }),
    { numRuns: 300 },
  );
});

test("a part of the rows is packed by itself", () => {
  fc.assert(
    fc.property(batches, fc.nat(), fc.nat(), (batch, a, b) => {
      const rows = lengthOf(batch);
      const from = batch.selection === undefined ? (a % (rows + 1)) & ~7 : a % (rows + 1);
      const to = from + (b % (rows - from + 1));
      const read = sent(new BatchPacker(), new BatchUnpacker(new SchemaPool()), batch, from, to);
      expect(rowsIn(read)).toEqual(rowsIn(batch).slice(from, to));
    }),
    { numRuns: 200 },
  );
});

const packed = (): { packer: BatchPacker; unpacker: BatchUnpacker } => ({
  packer: new BatchPacker(),
  unpacker: new BatchUnpacker(new SchemaPool()),
});

function texts(dictionary: ReturnType<typeof dictionaryOf>, codes: readonly number[]): Batch {
  const schema = rowSchema([{ name: "text", type: types.string }]);
  const column: Column = {
    type: types.string,
    layout: "dictionary",
    codes: Int32Array.from(codes),
    dictionary,
    validity: undefined,
  };
  return makeBatch(schema, codes.length, [column]);
}

test("texts that come to a dictionary, and those that take the places of forgotten ones, are told", () => {
  const { packer, unpacker } = packed();
  const all: (string | undefined)[] = ["a", undefined];
  const growing = {
    get size() {
      return all.length;
    },
    texts: all,
    text: (code: number) => all[code]!,
  };
  const read = (codes: readonly number[]): unknown[] =>
    rowsIn(sent(packer, unpacker, texts(growing, codes))).map((row) => (row as unknown[])[2]);
  expect(read([0, 0])).toEqual(["a", "a"]);
  all[1] = "b";
  all.push("c");
  expect(read([2, 1, 0])).toEqual(["c", "b", "a"]);
});

test("a dictionary is told once, and the reader has the same one in each batch", () => {
  const { packer, unpacker } = packed();
  const dictionary = dictionaryOf(["a", "b"]);
  const [first, second] = [texts(dictionary, [0, 1]), texts(dictionary, [1, 1])].map((batch) => {
    const column = sent(packer, unpacker, batch).columns[0]!;
    return column.layout === "dictionary" ? column.dictionary : undefined;
  });
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test("dictionaries that come back after many others are told again", () => {
  const { packer, unpacker } = packed();
  const all = Array.from({ length: 200 }, (_, n) => dictionaryOf([`text ${n}`]));
  for (const n of [...all.keys(), 0, 199, 150, 100]) {
    expect(rowsIn(sent(packer, unpacker, texts(all[n]!, [0])))).toEqual([[undefined, undefined, `text ${n}`]]);
  }
});

test("of a huge dictionary only what a batch shows is told", () => {
  const { packer, unpacker } = packed();
  const huge = dictionaryOf(Array.from({ length: 100_000 }, (_, code) => `text ${code}`));
  packer.measure(texts(huge, [99_999, 7, 99_999]));
  expect(packer.news.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1000);
  const read = sent(packer, unpacker, texts(huge, [99_999, 7, 99_999]));
  expect(rowsIn(read).map((row) => (row as unknown[])[2])).toEqual(["text 99999", "text 7", "text 99999"]);
});

test("what is read by two unpackers of one thread has one schema where the columns are equal", () => {
  const pool = new SchemaPool();
  const [one, other] = [0, 1].map(() =>
    sent(new BatchPacker(), new BatchUnpacker(pool), texts(dictionaryOf(["a"]), [0])),
  );
  expect(one!.schema).toBe(other!.schema);
});

test("texts that were read stay as they are when the memory is written over", () => {
  const { packer, unpacker } = packed();
  const schema = rowSchema([{ name: "text", type: types.string }]);
  const column: Column = { type: types.string, layout: "utf8", ...utf8Of(["Zürich"]), validity: undefined };
  const read = sent(packer, unpacker, makeBatch(schema, 1, [column]));
  expect(read.reused).toBe(true);
  const [text] = read.columns;
  const kept = { ...text, starts: Int32Array.of(0), lengths: Int32Array.of(7) } as Column;
  memory.bytes.fill(0);
  expect(valueAt(kept, 0)).toBe("Zürich");
});

test("a row that has no bytes is refused by name", () => {
  class Money {}
  const schema = rowSchema([{ name: "price", type: types.any }]);
  const column: Column = { type: types.any, layout: "values", values: [new Money()], validity: undefined };
  expect(() => new BatchPacker().measure(makeBatch(schema, 1, [column]))).toThrow(/Money/);
});
