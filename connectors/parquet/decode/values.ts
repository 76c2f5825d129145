import { countText } from "../../../core/io/mod.ts";
import type { Encoding, PhysicalType } from "../format/names.ts";
import { codesBelow, readHybrid } from "../kernels/hybrid.ts";

/** The values of a page, unpacked: `count` of them, absent ones left out. */
export interface PageValues {
  readonly bytes: Uint8Array;
  /** Where the values begin, behind the levels. */
  readonly start: number;
  readonly encoding: Encoding;
  readonly count: number;
}

/** Where pages are unpacked to: memory that is written over with the next page, for builders that copy what they keep; or their own. */
export type PageMemory = "shared" | "own";

/**
 * Gathers the values of a chunk, page by page, into arrays as long as the row group.
 *
 * Protocol: `dictionary` at most once and first; for each data page `append`, which puts its values side by side from
 * `at` on, and then, where some rows have none, `spread`, which moves them to their rows.
 */
export interface ColumnBuilder<Result> {
  readonly memory: PageMemory;
  dictionary(page: PageValues): void;
  append(page: PageValues, at: number): void;
  spread(validity: Uint8Array, at: number, rows: number, count: number): void;
  finish(validity: Uint8Array | undefined): Result;
}

/** Thrown by a builder for an integer that a number, or a bigint column, cannot hold; the caller knows the row. */
export class UnsafeInteger extends Error {
  /** Which of the page's values. */
  readonly index: number;
  readonly value: bigint;
  /** What it is not below. */
  readonly limit: "2^53" | "2^63";
  /** Of the row group, where known. */
  row: number | undefined;

  constructor(index: number, value: bigint, limit: "2^53" | "2^63") {
    super(`${value}`);
    this.limit = limit;
    this.index = index;
    this.value = value;
  }
}

/** Bytes of a value in PLAIN pages of types with a fixed width. */
export function widthOf(physical: PhysicalType, typeLength: number): number {
  switch (physical) {
    case "INT32":
    case "FLOAT":
      return 4;
    case "INT64":
    case "DOUBLE":
      return 8;
    case "INT96":
      return 12;
    case "FIXED_LEN_BYTE_ARRAY":
      return typeLength;
    default:
      return 0;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** fastparquet ends pages so. */
const paddingBytes = 8;

/**
 * Refuses bytes behind the values of a page: what was read as these was something else, as where a damaged schema says that no row is
 * absent and the levels that tell it are taken for values.
 */
export function requireEnd({ bytes, count }: PageValues, end: number): void {
  const more = bytes.length - end;
  if (count === 0 || more === 0) return;
  if (more === paddingBytes && bytes.subarray(end).every((byte) => byte === 0)) return;
  throw new RangeError(`${countText(more, "byte")} behind the ${countText(count, "value")} of a page`);
}

export function isCoded(encoding: Encoding): boolean {
  return encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY";
}

/** Reads dictionary codes to `codes[at, at + count)`, each of them checked to be in the dictionary. */
export function readCodes(page: PageValues, dictionarySize: number, codes: Int32Array, at: number): void {
  const { bytes, start, count } = page;
  if (count === 0) return;
  const width = bytes[start] ?? 255;
  if (width > 32) throw new RangeError(`dictionary codes of ${width} bits`);
  requireEnd(page, readHybrid(bytes, viewOf(bytes), start + 1, bytes.length, width, count, codes, at));
  if (!codesBelow(codes, at, at + count, dictionarySize)) {
    throw new RangeError(`a code beyond the ${dictionarySize} entries of the dictionary`);
  }
}
