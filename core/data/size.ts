import type { Batch } from "./batch.ts";
import type { Column } from "./column.ts";

/** About how many bytes of memory the rows of a compact batch take. */
export function sizeOf({ columns, rowCount, times, kinds }: Batch): number {
  let sizeBytes = (times === undefined ? 0 : 8 * rowCount) + (kinds === undefined ? 0 : rowCount);
  for (const column of columns) sizeBytes += columnBytes(column, rowCount);
  return sizeBytes;
}

function columnBytes(column: Column, rowCount: number): number {
  switch (column.layout) {
    case "uint8":
      return rowCount;
    case "int32":
    // Texts of a dictionary are shared by many batches.
    case "dictionary":
      return 4 * rowCount;
    case "utf8":
      return 8 * rowCount + totalOf(column.lengths, rowCount);
    case "values":
      return rowCount * meanBytes(column.values, rowCount);
    default:
      return 8 * rowCount;
  }
}

function totalOf(lengths: Int32Array, rowCount: number): number {
  let total = 0;
  for (let row = 0; row < rowCount; row++) total += lengths[row]!;
  return total;
}

const sampled = 16;
const pointerBytes = 8;

/** Of some values, evenly spread. */
function meanBytes(values: readonly unknown[], rowCount: number): number {
  const step = Math.max(1, Math.floor(rowCount / sampled));
  let total = 0;
  let count = 0;
  for (let row = 0; row < rowCount; row += step) {
    total += valueBytes(values[row], 3);
    count++;
  }
  return count === 0 ? 0 : pointerBytes + total / count;
}

/** About the bytes of one value; what lies deeper than `depth` is left out. */
export function valueBytes(value: unknown, depth: number): number {
  if (typeof value === "string") return 16 + value.length;
  if (typeof value === "number") return 8;
  if (typeof value !== "object" || value === null) return pointerBytes;
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  if (depth === 0) return 64;
  const parts = value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
  return parts.reduce<number>((sum, part) => sum + pointerBytes + valueBytes(part, depth - 1), 32);
}
