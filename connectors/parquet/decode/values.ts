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

/**
 * Gathers the values of a chunk, page by page, into arrays as long as the row group.
 *
 * Protocol: `dictionary` at most once and first; for each data page `append`, which puts its values side by side from
 * `at` on, and then, where some rows have none, `spread`, which moves them to their rows.
 */
export interface ColumnBuilder<Result> {
  dictionary(page: PageValues): void;
  append(page: PageValues, at: number): void;
  spread(validity: Uint8Array, at: number, rows: number, count: number): void;
  finish(validity: Uint8Array | undefined): Result;
}

/** Thrown by a builder for an integer that a number cannot hold; the caller knows the row. */
export class UnsafeInteger extends Error {
  /** Which of the page's values. */
  readonly index: number;
  readonly value: bigint;
  /** Of the row group, where known. */
  row: number | undefined;

  constructor(index: number, value: bigint) {
    super(`${value}`);
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

export function isCoded(encoding: Encoding): boolean {
  return encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY";
}

/** Reads dictionary codes to `codes[at, at + count)`, each of them checked to be in the dictionary. */
export function readCodes(page: PageValues, dictionarySize: number, codes: Int32Array, at: number): void {
  const { bytes, start, count } = page;
  if (count === 0) return;
  const width = bytes[start] ?? 255;
  if (width > 32) throw new RangeError(`dictionary codes of ${width} bits`);
  readHybrid(bytes, viewOf(bytes), start + 1, bytes.length, width, count, codes, at);
  if (!codesBelow(codes, at, at + count, dictionarySize)) {
    throw new RangeError(`a code beyond the ${dictionarySize} entries of the dictionary`);
  }
}
