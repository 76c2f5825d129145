import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import dsnp from "@dsnp/parquetjs";
import parquetjs from "parquetjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float64, int32, int64, string } from "../../core/io/mod.ts";
import { batchOf, messageOf, readRows, writeBatches } from "../connectors/parquet/kit.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-parquet-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Row = Record<string, unknown>;
type Fields = Record<string, Record<string, unknown>>;

async function written(
  library: "parquetjs" | "dsnp",
  name: string,
  fields: Fields,
  rows: readonly Row[],
): Promise<string> {
  const { ParquetSchema, ParquetWriter } = (library === "dsnp" ? dsnp : parquetjs) as typeof parquetjs;
  const path = join(folder, `${library}-${name}.parquet`);
  const writer = await ParquetWriter.openFile(new ParquetSchema(fields as never), path);
  for (const row of rows) await writer.appendRow(row as never);
  await writer.close();
  return path;
}

const day = new Date(Date.UTC(2024, 1, 29));
const at = new Date(Date.UTC(2024, 1, 29, 12, 0, 0, 250));

describe.each(["parquetjs", "dsnp"] as const)("files of %s", (library) => {
  test("have the values that went in", async () => {
    const fields = {
      text: { type: "UTF8" },
      int: { type: "INT32" },
      long: { type: "INT64" },
      float: { type: "FLOAT" },
      double: { type: "DOUBLE", optional: true },
      flag: { type: "BOOLEAN" },
      day: { type: "DATE" },
      time: { type: "TIME_MILLIS" },
      ms: { type: "TIMESTAMP_MILLIS" },
      us: { type: "TIMESTAMP_MICROS" },
      json: { type: "JSON" },
      bytes: { type: "BYTE_ARRAY" },
    };
    const row = { text: "größe", int: -5, long: 5, float: 0.5, double: 1.25, flag: true, json: { a: [1] } };
    const path = await written(library, "types", fields, [
      { ...row, day, time: 3_723_500, ms: at, us: at, bytes: Buffer.from([0, 255]) },
      { ...row, double: undefined, day, time: 0, ms: at, us: at, bytes: Buffer.alloc(0) },
    ]);
    const same = { ...row, day: day.getTime(), ms: at.getTime(), us: at.getTime() };
    expect(await readRows(path)).toEqual([
      { ...same, time: 3_723_500, bytes: Uint8Array.of(0, 255) },
      { ...same, double: null, time: 0, bytes: new Uint8Array(0) },
    ]);
  });

  for (const compression of ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI"]) {
    test(`packed with ${compression} are read`, async () => {
      const rows = Array.from({ length: 500 }, (_, row) => ({ word: `word ${row % 7}`, number: row / 2 }));
      const path = await written(
        library,
        compression,
        { word: { type: "UTF8", compression }, number: { type: "DOUBLE", compression } },
        rows,
      );
      expect(await readRows(path)).toEqual(rows);
    });
  }

  test("have structs and what repeats, empty lists being lists", async () => {
    const fields = {
      point: { optional: true, fields: { x: { type: "INT32" }, y: { type: "INT32", optional: true } } },
      numbers: { type: "INT32", repeated: true },
      lines: { repeated: true, fields: { name: { type: "UTF8" }, count: { type: "INT32" } } },
    };
    const path = await written(library, "nested", fields as never, [
      {
        point: { x: 1 },
        numbers: [1, 2],
        lines: [
          { name: "a", count: 1 },
          { name: "b", count: 2 },
        ],
      },
      { numbers: [], lines: [] },
    ]);
    expect(await readRows(path)).toEqual([
      {
        point: { x: 1, y: null },
        numbers: [1, 2],
        lines: [
          { name: "a", count: 1 },
          { name: "b", count: 2 },
        ],
      },
      { point: null, numbers: [], lines: [] },
    ]);
  });

  test("with integers in an encoding for booleans are refused, not misread", async () => {
    const path = await written(library, "rle", { number: { type: "INT32", encoding: "RLE", typeLength: 4 } } as never, [
      { number: 3 },
    ]);
    expect(await messageOf(() => readRows(path))).toContain(
      "got encoding RLE for values of 4 bytes; write the file with another one, or leave the column out",
    );
  });
});

describe("files of @dsnp/parquetjs", () => {
  test("keep integers past 2^53 and decimals", async () => {
    const fields = { long: { type: "INT64" }, money: { type: "DECIMAL", precision: 9, scale: 2 } };
    const path = await written("dsnp", "exact", fields, [
      { long: 9007199254740993n, money: 1.23 },
      { long: 1n, money: -0.01 },
    ]);
    expect((await readRows(path, { columns: ["money"] })).map(({ money }) => money)).toEqual([1.23, -0.01]);
    expect(await readRows(path, { columns: ["long"], options: { int64: "bigint" } })).toEqual([
      { long: 9007199254740993n },
      { long: 1n },
    ]);
  });
});

// The traps of packages.md, section 4, that the tests above do not hold.

test("an INT64 of parquetjs that numbers below 2^53 cannot hold is told, never rounded", async () => {
  const path = await written("parquetjs", "large", { long: { type: "INT64" } }, [{ long: 2 ** 53 + 2 }]);
  expect(await messageOf(() => readRows(path))).toContain(
    'as numbers must be below 2^53: got 9007199254740994 in row 1 of the row group; read it with { int64: "bigint" }',
  );
  expect(await readRows(path, { options: { int64: "bigint" } })).toEqual([{ long: 9007199254740994n }]);
});

test("NaN of @dsnp/parquetjs is NaN; parquetjs refuses to write it", async () => {
  const path = await written("dsnp", "nan", { x: { type: "DOUBLE" } }, [{ x: Number.NaN }, { x: 1 }]);
  expect(await readRows(path)).toEqual([{ x: Number.NaN }, { x: 1 }]);
  await expect(written("parquetjs", "nan", { x: { type: "DOUBLE" } }, [{ x: Number.NaN }])).rejects.toThrow();
});

test.each(["parquetjs", "dsnp"] as const)("BSON of %s, which others refuse, is its bytes", async (library) => {
  const path = await written(library, "bson", { b: { type: "BSON" }, n: { type: "INT32" } }, [{ b: { a: 1 }, n: 1 }]);
  const [row] = await readRows(path);
  expect(row!.n).toBe(1);
  expect([...(row!.b as Uint8Array)]).toEqual([12, 0, 0, 0, 16, 97, 0, 1, 0, 0, 0, 0]);
});

test("an interval is its twelve bytes: months, days and milliseconds", async () => {
  const path = await written("dsnp", "interval", { i: { type: "INTERVAL" } }, [
    { i: { months: 1, days: 2, milliseconds: 3 } },
  ]);
  const [row] = await readRows(path);
  expect([...(row!.i as Uint8Array)]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
});

test("a list of three levels of @dsnp/parquetjs is a list", async () => {
  const fields = {
    tags: { type: "LIST", fields: { list: { repeated: true, fields: { element: { type: "UTF8" } } } } },
  };
  const path = await written("dsnp", "list", fields as never, [
    { tags: { list: [{ element: "a" }, { element: "b" }] } },
    { tags: { list: [] } },
  ]);
  expect(await readRows(path)).toEqual([{ tags: ["a", "b"] }, { tags: [] }]);
});

test("@dsnp/parquetjs reads what is written here", async () => {
  const path = join(folder, "ours.parquet");
  const rows = Array.from({ length: 300 }, (_, row) => ({
    int: row,
    long: row * 1e10,
    double: row % 3 === 0 ? null : row / 7,
    word: `word ${row % 5}`,
    text: `größe ${row}`,
  }));
  const types = { int: int32, long: int64, double: float64, word: string, text: string };
  await writeBatches(path, [batchOf(types, rows)], { compression: "snappy" });
  const reader = await dsnp.ParquetReader.openFile(path);
  const cursor = reader.getCursor();
  const seen: unknown[] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) seen.push(row);
  await reader.close();
  expect(seen).toEqual(rows.map((row) => ({ ...row, long: BigInt(row.long) })));
});
