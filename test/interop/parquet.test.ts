import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ParquetReader } from "@dsnp/parquetjs";
import { parquetReadObjects } from "hyparquet";
import parquetjs from "parquetjs";
import { expect, test } from "vitest";

const { ParquetSchema, ParquetWriter } = parquetjs;

test("a file that parquetjs wrote opens in @dsnp/parquetjs and in hyparquet", async () => {
  const folder = await mkdtemp(join(tmpdir(), "millrace-interop-"));
  const path = join(folder, "fruits.parquet");
  const schema = new ParquetSchema({ name: { type: "UTF8" }, price: { type: "DOUBLE" } });
  const writer = await ParquetWriter.openFile(schema, path);
  await writer.appendRow({ name: "apple", price: 2.5 });
  await writer.close();

  const rows = [{ name: "apple", price: 2.5 }];
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  expect(await parquetReadObjects({ file })).toEqual(rows);

  const reader = await ParquetReader.openFile(path);
  expect(await reader.getCursor().next()).toEqual(rows[0]);
  await reader.close();
  await rm(folder, { recursive: true });
});
