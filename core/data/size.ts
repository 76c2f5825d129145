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
    case "vector":
      return 8 * rowCount * column.type.size;
    case "values":
      return rowCount * meanBytes(column.values, rowCount);
    default:
      return 8 * rowCount;
  }
}

/** The same at once, by some of the texts. */
export function roughSizeOf({ columns, rowCount, times, kinds }: Batch): number {
  let sizeBytes = (times === undefined ? 0 : 8 * rowCount) + (kinds === undefined ? 0 : rowCount);
  for (const column of columns) {
    sizeBytes += column.layout === "utf8" ? roughTexts(column.lengths, rowCount) : columnBytes(column, rowCount);
  }
  return Math.round(sizeBytes);
}

function roughTexts(lengths: Int32Array, rowCount: number): number {
  const step = Math.max(1, Math.floor(rowCount / sampled));
  let total = 0;
  let count = 0;
  for (let row = 0; row < rowCount; row += step) {
    total += lengths[row]!;
    count++;
  }
  return count === 0 ? 0 : rowCount * (8 + total / count);
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

/** As `valueBytes`, at once however large it is: by the first few parts of each thing. */
export function roughValueBytes(value: unknown, depth: number): number {
  if (depth === 0 || typeof value !== "object" || value === null || ArrayBuffer.isView(value)) {
    return valueBytes(value, depth);
  }
  let bytes = 0;
  let count = 0;
  for (const part of partsOf(value)) {
    bytes += pointerBytes + roughValueBytes(part, depth - 1);
    if (++count === sampled) break;
  }
  return 32 + (count < sampled ? bytes : (bytes / count) * partCount(value));
}

function* partsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) for (const [key, item] of value) yield* [key, item];
  else if (Array.isArray(value) || value instanceof Set) yield* value;
  else for (const name in value) yield (value as Record<string, unknown>)[name];
}

function partCount(value: object): number {
  if (value instanceof Map) return 2 * value.size;
  if (value instanceof Set) return value.size;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
