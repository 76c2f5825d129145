import {
  Bool,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  List,
  makeVector,
  Struct,
  Table,
  TimestampMicrosecond,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import * as aq from "arquero";
import pl from "nodejs-polars";
import { expect, test } from "vitest";
import { fromArrow, fromPolars, toArrow, toPolars } from "../../connectors/arrow/mod.ts";
import { type Batch, from, fromColumns, list, type Source, schema, struct } from "../../core/mod.ts";
import { type SourceUnderTest, sourceContract } from "../../core/testing/mod.ts";

function nested(): Table {
  const day = 86_400_000;
  return new Table({
    i: vectorFromArray([1, null, 3, -4, 5, 6, 7, 8, 9, 10], new Int32()),
    long: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => (i === 4 ? null : BigInt(i) * 10n ** 9n)),
      new Int64(),
    ),
    x: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? null : i / 4)),
      new Float64(),
    ),
    ok: vectorFromArray([true, false, null, true, false, true, null, true, false, true], new Bool()),
    name: vectorFromArray(["a", "größe", null, "d", "", "f", "g", "h", "i", "j"], new Utf8()),
    code: vectorFromArray(["x", "y", "x", null, "x", "y", "z", "z", "x", "y"], new Dictionary(new Utf8(), new Int32())),
    day: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => new Date(i * day)),
      new DateDay(),
    ),
    tags: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => (i === 2 ? null : Array.from({ length: i % 3 }, (_v, k) => `t${i}${k}`))),
      new List(new Field("item", new Utf8(), true)),
    ),
    place: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => ({ city: `c${i}`, zip: i })),
      new Struct([new Field("city", new Utf8(), true), new Field("zip", new Int32(), true)]),
    ),
    pair: vectorFromArray(
      Array.from({ length: 10 }, (_, i) => [i, i + 0.5]),
      new FixedSizeList(2, new Field("item", new Float64(), true)),
    ),
  });
}

/** What apache-arrow itself says the rows are. */
function theirRows(table: Table): unknown[] {
  const text = (row: unknown): string =>
    JSON.stringify(row, (_, value) => (typeof value === "bigint" ? Number(value) : value));
  const plain = table.toArray().map((row) => JSON.parse(text(row)) as { readonly pair: readonly number[] });
  return plain.map((row) => ({ ...row, pair: Float64Array.from(row.pair) }));
}

test("a table of apache-arrow is a dataset, row by row what the package says", async () => {
  const table = nested();
  expect([...(await fromArrow(table).collect())]).toEqual(theirRows(table));
});

test.each([
  [1, 9],
  [3, 10],
  [8, 10],
  [4, 4],
])("rows %i to %i of a table, cut within a byte of its bits, are those rows", async (start, end) => {
  const table = nested().slice(start, end);
  expect([...(await fromArrow(table).collect({ batchRows: 3 }))]).toEqual(theirRows(table));
});

test("tables of several batches keep their order, and what they share of a dictionary", async () => {
  const table = nested().concat(nested().slice(5)).concat(nested().slice(2, 3));
  expect(table.batches.length).toBeGreaterThan(2);
  expect([...(await fromArrow(table).collect())]).toEqual(theirRows(table));
});

test("a timestamp is ms, a decimal a number", async () => {
  const table = new Table({
    at: makeVector({ type: new TimestampMicrosecond(), data: BigInt64Array.of(1_500n, -1n) } as never),
    price: makeVector({ type: new Decimal(2, 9, 128), data: Uint32Array.of(1250, 0, 0, 0, 99, 0, 0, 0) } as never),
  });
  expect([...(await fromArrow(table).collect())]).toEqual([
    { at: 1.5, price: 12.5 },
    { at: -0.001, price: 0.99 },
  ]);
});

test("numbers, vectors, texts and bigints are read where they lie: nothing is copied", async () => {
  const [i, x, big] = [Int32Array.of(1, 2, 3), Float64Array.of(0.5, 1, 2), BigInt64Array.of(1n, 2n, 3n)];
  const pairs = vectorFromArray(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    new FixedSizeList(2, new Field("item", new Float64(), true)),
  );
  const table = tableFromArrays({ i, x, big }).assign(
    new Table({ s: vectorFromArray(["a", "bc", "d"], new Utf8()), pairs }),
  );
  const batches: Batch[] = [];
  const dataset = fromArrow(table, { int64: "bigint" });
  await dataset
    .sinkTo({
      name: "seen",
      guarantee: "at-least-once",
      takes: "views",
      thread: "main",
      open: async () => ({
        write: (batch: Batch) => void batches.push(batch),
        prepare: async () => undefined,
        close: async () => undefined,
      }),
      commit: async () => undefined,
    })
    .run();
  const [a, b, c, d, e] = batches[0]!.columns;
  const memory = (column: unknown) => (column as { values: Int32Array }).values.buffer;
  expect(memory(a)).toBe(table.getChild("i")!.data[0]!.values.buffer);
  expect(memory(b)).toBe(table.getChild("x")!.data[0]!.values.buffer);
  expect(memory(c)).toBe(table.getChild("big")!.data[0]!.values.buffer);
  const numbers = table.getChild("pairs")!.data[0]!.children[0]!.values as Float64Array;
  expect((e as unknown as { data: Float64Array }).data.buffer).toBe(numbers.buffer);
  expect((d as unknown as { bytes: Uint8Array }).bytes.buffer).toBe(table.getChild("s")!.data[0]!.values.buffer);
});

test("a number past 2^53 is refused with where it is, and read as a bigint when asked", async () => {
  const table = tableFromArrays({ id: BigInt64Array.of(1n, 2n ** 60n) });
  await expect(fromArrow(table).collect()).rejects.toThrow(
    /Cannot read column "id" of batch 1 of a table of Arrow .*1152921504606846976 in row 2 .*int64: "bigint"/s,
  );
  expect([...(await fromArrow(table, { int64: "bigint" }).collect())]).toEqual([{ id: 1n }, { id: 2n ** 60n }]);
});

test("only columns that are used are looked at", async () => {
  const table = tableFromArrays({ id: BigInt64Array.of(2n ** 60n), x: Float64Array.of(2) });
  expect(
    await fromArrow<{ x: number }>(table)
      .map((row) => row.x * 2)
      .collect(),
  ).toHaveLength(1);
});

test("what is no table of Arrow is refused with what to give", () => {
  expect(() => fromArrow([{ a: 1 }] as never)).toThrow(
    /must be one of apache-arrow, or bytes.*fromArrow\(frame\.writeIPC\(\)\)/s,
  );
  expect(() => fromArrow(undefined as never)).toThrow(/got undefined/);
});

test("bytes that are none of Arrow are refused", async () => {
  await expect(fromArrow(new TextEncoder().encode("id,x\n1,2\n")).collect()).rejects.toThrow(
    /must be a file or stream of Arrow/,
  );
  const whole = tableToIPC(nested(), "file");
  await expect(fromArrow(whole.subarray(0, whole.length - 20)).collect()).rejects.toThrow(
    /at its end, which was cut off/,
  );
});

const typed = schema({
  id: "int64",
  big: "bigint",
  small: "int32",
  x: "float64",
  at: "timestamp",
  name: "string",
  ok: "boolean",
  tags: list("string"),
  place: struct({ y: "string" }),
});
const rows = Array.from({ length: 500 }, (_, i) => ({
  id: i,
  big: BigInt(i),
  small: i % 7,
  x: i % 9 === 0 ? null : i / 4,
  at: i * 1000,
  name: i % 3 === 0 ? null : `größe ${i}`,
  ok: i % 2 === 0,
  tags: i % 4 === 0 ? [] : ["a", `b${i}`],
  place: { y: `p${i}` },
}));

test("a dataset becomes a table of apache-arrow, and is the same rows when it comes back", async () => {
  const table = await toArrow(from(rows as never[], { schema: typed }), tableFromIPC);
  expect(table).toBeInstanceOf(Table);
  expect(table.numRows).toBe(500);
  expect(["id", "at", "x"].map((name) => String(table.getChild(name)!.type))).toEqual([
    "Int64",
    "Timestamp<MICROSECOND, UTC>",
    "Float64",
  ]);
  expect([...(await fromArrow<object>(table).collect())]).toEqual(
    rows.map((row) => ({ ...row, big: Number(row.big) })),
  );
  const bytes = await toArrow(from(rows as never[], { schema: typed }), (stream) => stream);
  expect([...(await fromArrow<object>(bytes).collect())]).toEqual(rows);
});

test("rows whose columns show several kinds of values late are JSON", async () => {
  const mixed = [...Array.from({ length: 5000 }, (_, i) => ({ v: i as unknown })), { v: "late" }, { v: { a: 1 } }];
  const bytes = await toArrow(from(mixed), (stream) => stream);
  expect([...(await fromArrow<object>(bytes).collect())]).toEqual(mixed);
});

test("a dataset without rows is a table with its columns", async () => {
  const table = await toArrow(fromColumns({ a: Int32Array.of(), b: [] as string[] }), tableFromIPC);
  expect([table.numRows, table.schema.names]).toEqual([0, ["a", "b"]]);
});

test("rows that are no objects are one column", async () => {
  const table = await toArrow(from([1, 2, 3]), tableFromIPC);
  expect([...table.getChild("value")!]).toEqual([1, 2, 3]);
});

test("without the function of a library the error says which package to install", async () => {
  await expect(toArrow(from(rows), undefined as never)).rejects.toThrow(
    /tableFromIPC of apache-arrow \(npm install apache-arrow\)/,
  );
  await expect(toPolars(from(rows), undefined as never)).rejects.toThrow(/npm install nodejs-polars/);
  await expect(toPolars(from(rows), {} as never)).rejects.toThrow(/npm install nodejs-polars/);
  expect(() => fromPolars({ collect: () => undefined } as never)).toThrow(/await its collect\(\)/);
});

test("a frame of polars is a dataset and comes back as one", async () => {
  const frame = pl.DataFrame({
    id: [1, 2, 3],
    name: ["short", "a text longer than twelve bytes", null],
    at: [new Date(0), new Date(86_400_000), null],
    ok: [true, null, false],
    tags: [["a"], [], ["b", "c"]],
  });
  const read = [...(await fromPolars<Record<string, unknown>>(frame).collect())];
  expect(read).toEqual([
    { id: 1, name: "short", at: 0, ok: true, tags: ["a"] },
    { id: 2, name: "a text longer than twelve bytes", at: 86_400_000, ok: null, tags: [] },
    { id: 3, name: null, at: null, ok: false, tags: ["b", "c"] },
  ]);
  const back = await toPolars(fromPolars<Record<string, unknown>>(frame), pl);
  expect(back.toRecords()).toEqual(frame.toRecords());
});

test("a dataset becomes a frame of polars, which counts with it", async () => {
  const frame = await toPolars(from(rows as never[], { schema: typed }), pl);
  expect(frame.height).toBe(500);
  expect(frame.select(pl.col("id").sum()).toRecords()).toEqual([{ id: (499 * 500) / 2 }]);
  expect(frame.filter(pl.col("name").isNull()).height).toBe(167);
});

test("tables of Arquero go both ways as Arrow", async () => {
  const table = aq.table({ id: [1, 2, 3], name: ["a", "b", null] });
  const bytes = table.toArrowIPC() as Uint8Array;
  expect([...(await fromArrow<object>(bytes).collect())]).toEqual([
    { id: 1, name: "a" },
    { id: 2, name: "b" },
    { id: 3, name: null },
  ]);
  const back = await toArrow(from(rows as never[], { schema: typed }), (stream) => aq.fromArrow(stream));
  expect(back.numRows()).toBe(500);
  expect(back.rollup({ sum: (d: { id: number }) => aq.op.sum(d.id) } as never).object()).toEqual({
    sum: (499 * 500) / 2,
  });
});

type Numbered = { readonly id: number; readonly name: string | null };
const numbered: readonly Numbered[] = Array.from({ length: 11 }, (_, id) => ({
  id,
  name: id % 3 === 0 ? null : `ü${id}`,
}));

async function contracted(make: (table: Table) => Table | Uint8Array): Promise<SourceUnderTest<Numbered>> {
  const columns = {
    id: vectorFromArray(
      numbered.map(({ id }) => id),
      new Int32(),
    ),
    name: vectorFromArray(
      numbered.map(({ name }) => name),
      new Utf8(),
    ),
  };
  const table = new Table(columns);
  const { node } = fromArrow<Numbered>(make(table.slice(0, 5).concat(table.slice(5)))).port;
  return {
    source: (node as unknown as { readonly source: Source<Numbered> }).source,
    rows: numbered,
    remove: async () => undefined,
  };
}

for (const [what, make] of [
  ["a table", (table: Table) => table],
  ["bytes", (table: Table) => tableToIPC(table, "stream")],
] as const) {
  for (const { name, run } of sourceContract(() => contracted(make))) test(`${what} as a source: ${name}`, run);
}
