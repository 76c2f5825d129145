import { readFile } from "node:fs/promises";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { expect, test } from "vitest";
import { openFile } from "../../../connectors/parquet/file.ts";
import { readColumnIndex, readOffsetIndex } from "../../../connectors/parquet/format/page-index.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { neededRows } from "../../../connectors/parquet/needed-rows.ts";
import {
  type Condition,
  type DataType,
  fileSystemOf,
  float64,
  int32,
  int64,
  list,
  string,
} from "../../../core/io/mod.ts";
import { from } from "../../../core/mod.ts";
import { seededRandom } from "../../../core/platform/mod.ts";
import { inFolder } from "../files/text-files.ts";
import { batchOf, duck, type Row, writeBatches } from "./kit.ts";

const types: Readonly<Record<string, DataType>> = {
  sorted: int32,
  far: int64,
  few: string,
  text: string,
  x: float64,
  sparse: int32,
  none: int32,
  many: list(int32),
};

const count = 100_000;

function made(seed: number): readonly Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, n) => ({
    sorted: n,
    far: 2 ** 40 + Math.floor(n / 10),
    few: `few ${Math.floor(n / 30_000)}`,
    text: `text ${String(n).padStart(7, "0")}`,
    x: random.next() < 0.01 ? Number.NaN : n / 4,
    sparse: n < 40_000 || random.next() < 0.5 ? null : n,
    none: null,
    many: [n, n + 1].slice(0, n % 3),
  }));
}

async function opened(path: string) {
  const files = await fileSystemOf(path);
  return openFile(files, { path, sizeBytes: (await files.stat(path))!.sizeBytes });
}

test("files that we write say of each page where it lies and, where it has any, its bounds: those of its rows", () =>
  inFolder(async (folder) => {
    const rows = made(1);
    const path = `${folder}/indexed.parquet`;
    await writeBatches(path, [batchOf(types, rows)], { rowGroupRows: 70_000 });
    const file = await opened(path);
    const bytes = await readFile(path);
    let first = 0;
    for (const group of file.metadata.rowGroups) {
      for (const {
        path: [name],
        columnIndex,
        offsetIndex,
      } of group.chunks) {
        const pages = readOffsetIndex(bytes.subarray(offsetIndex!.start, offsetIndex!.end), group.rows);
        if (name === "many") {
          expect(pages.length).toBe(1);
          continue;
        }
        const bounds = readColumnIndex(bytes.subarray(columnIndex!.start, columnIndex!.end));
        expect(bounds.length).toBe(pages.length);
        if (group.rows === 70_000) expect(pages.length).toBeGreaterThan(2);
        for (const [page, { isNull, min, max, nullCount }] of bounds.entries()) {
          const own = rows.slice(first + pages[page]!.firstRow, first + (pages[page + 1]?.firstRow ?? group.rows));
          const values = own.map((row) => row[name!]).filter((value) => value !== null && !Number.isNaN(value));
          const nulls = own.filter((row) => row[name!] === null).length;
          expect([nullCount, isNull]).toEqual([nulls, nulls === own.length]);
          if (!isNull) expect([boundOf(name!, min), boundOf(name!, max)]).toEqual([least(values), most(values)]);
        }
        expect(pages.at(-1)!.firstRow).toBeLessThan(group.rows);
      }
      first += group.rows;
    }
  }));

function boundOf(name: string, bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (types[name]!.kind === "string") return new TextDecoder().decode(bytes);
  if (types[name]!.kind === "int64") return Number(view.getBigInt64(0, true));
  return types[name]!.kind === "float64" ? view.getFloat64(0, true) + 0 : view.getInt32(0, true);
}

function least(values: readonly unknown[]): unknown {
  return values.toSorted(byValue)[0];
}

function byValue(a: unknown, b: unknown): number {
  return (a as number) < (b as number) ? -1 : 1;
}

function most(values: readonly unknown[]): unknown {
  return values.toSorted(byValue).at(-1);
}

test("by them pages are left out, and never one with a row that is wanted", () =>
  inFolder(async (folder) => {
    const rows = made(2);
    const path = `${folder}/needed.parquet`;
    await writeBatches(path, [batchOf(types, rows)], { rowGroupRows: 200_000 });
    const file = await opened(path);
    const random = seededRandom(3);
    let leftOut = 0;
    for (let n = 0; n < 60; n++) {
      const column = ["sorted", "far", "few", "text", "x", "sparse"][n % 6]!;
      const compare = (["=", "<", "<=", ">", ">="] as const)[Math.floor(random.next() * 5)]!;
      const value = rows[Math.floor(random.next() * count)]![column] ?? 50_000;
      if (Number.isNaN(value)) continue;
      const needed = await neededRows(file, 0, [{ column, compare, value: value as Condition["value"] }]);
      const isNeeded = (row: number): boolean => needed.some(({ start, end }) => start <= row && row < end);
      leftOut += count - needed.reduce((sum, { start, end }) => sum + end - start, 0);
      const missed = rows.findIndex((row, at) => holds(row[column], compare, value) && !isNeeded(at));
      expect([column, compare, value, missed]).toEqual([column, compare, value, -1]);
    }
    expect(leftOut).toBeGreaterThan(10 * count);
    const found = await from(parquet<{ sorted: number; many: number[] }>(path))
      .filter((row) => row.sorted === 45_678)
      .collect();
    expect(found).toEqual([rows[45_678]]);
  }));

function holds(value: unknown, compare: Condition["compare"], constant: unknown): boolean {
  const [a, b] = [value as number, constant as number];
  if (value === null) return false;
  if (compare === "=") return a === b;
  if (compare === "<") return a < b;
  if (compare === "<=") return a <= b;
  return compare === ">" ? a > b : a >= b;
}

test("others read them, and the files as before", () =>
  inFolder(async (folder) => {
    const rows = made(4);
    const path = `${folder}/others.parquet`;
    await writeBatches(path, [batchOf(types, rows)]);
    const { chunks } = (await opened(path)).metadata.rowGroups[0]!;
    const bytes = await readFile(path);
    const { start, end } = chunks[0]!.columnIndex!;
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
    const index = deserializeTCompactProtocol({ view, offset: 0 });
    expect([index.field_1, index.field_4, index.field_5]).toEqual([[false, false, false, false], 0, [0n, 0n, 0n, 0n]]);
    const [row] = await duck(
      `SELECT text, sparse, len(many)::INTEGER AS many FROM '${path}' WHERE sorted = 77777 AND far > 5`,
    );
    expect(row).toEqual({ text: rows[77_777]!.text, sparse: rows[77_777]!.sparse, many: 77_777 % 3 });
  }));
