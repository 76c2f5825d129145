import type { Batch, Column } from "../../../core/io/mod.ts";

/** About how many bytes the values of a batch take. */
export function heldBytes(batch: Batch): number {
  return batch.columns.reduce((sum, column) => sum + columnBytes(column, batch.rowCount), 0);
}

function columnBytes(column: Column, rows: number): number {
  switch (column.layout) {
    case "utf8":
      return sumOf(column.lengths, rows) + rows * 8;
    case "values": {
      let size = rows * 16;
      for (let row = 0; row < rows; row++) size += sizeOf(column.values[row]);
      return size;
    }
    case "vector":
      return rows * column.type.size * 8;
    default:
      return rows * 8;
  }
}

function sumOf(lengths: Int32Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += lengths[row]!;
  return sum;
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array) return value.length;
  return typeof value === "object" ? 100 : 0;
}
