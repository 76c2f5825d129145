import { expect, test } from "vitest";
import { readMetadata } from "../../../connectors/parquet/format/read-metadata.ts";

/** `FileMetaData` of version 2 without columns: its number of rows, and a row group of some. */
function footer(rows: number, inGroup: number): Uint8Array {
  // Fields by their distance and type: version (i32), schema (a list of no structs), rows (i64), row groups (a list of one struct).
  const group = [0x19, 0x0c, 0x16, 0x00, 0x16, 2 * inGroup, 0x00];
  return Uint8Array.of(0x15, 0x04, 0x19, 0x0c, 0x16, 2 * rows, 0x19, 0x1c, ...group, 0x00);
}

test("row groups have the rows of their file: what a flipped bit leaves out is no empty file", () => {
  expect(readMetadata(footer(5, 5)).rowGroups).toMatchObject([{ rows: 5, chunks: [] }]);
  expect(() => readMetadata(footer(5, 0))).toThrow("row groups of 0 rows in a file of 5");
  const flipped = footer(5, 5);
  flipped[6]! ^= 1;
  expect(() => readMetadata(flipped)).toThrow();
});

test("a file that says 0 rows has those of its row groups, as parquet-rs wrote once", () => {
  expect(readMetadata(footer(0, 6))).toMatchObject({ rows: 6, rowGroups: [{ rows: 6 }] });
});
