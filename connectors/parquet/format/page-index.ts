import type { ByteRange } from "../../../core/io/mod.ts";
import {
  booleansAt,
  bytesListAt,
  numberAt,
  numbersAt,
  readStruct,
  requiredNumber,
  structsAt,
  type ThriftStruct,
} from "./thrift-reader.ts";

/** Where the data pages of a chunk lie, and which row each begins with. */
export interface PagePlace extends ByteRange {
  readonly firstRow: number;
}

/** What a chunk's index says of each of its pages. */
export interface PageBounds {
  readonly isNull: boolean;
  /** As PLAIN bytes; strings may be cut short. */
  readonly min: Uint8Array;
  readonly max: Uint8Array;
  readonly nullCount: number | undefined;
}

/** @see https://github.com/apache/parquet-format/blob/master/PageIndex.md */
export function readOffsetIndex(bytes: Uint8Array, rows: number): readonly PagePlace[] {
  const pages = structsAt(readStruct({ bytes, at: 0 }), 1).map(pagePlace);
  let last = 0;
  for (const { firstRow } of pages) {
    if (!(firstRow >= last && firstRow <= rows)) throw new RangeError(`a page from row ${firstRow} on, behind ${last}`);
    last = firstRow;
  }
  if (pages.length > 0 && pages[0]!.firstRow !== 0) throw new RangeError("pages that do not begin with the first row");
  return pages;
}

function pagePlace(page: ThriftStruct): PagePlace {
  const start = requiredNumber(page, 1, "place of a page");
  const size = requiredNumber(page, 2, "size of a page");
  if (!(start >= 0 && size >= 0)) throw new RangeError(`a page of ${size} bytes at ${start}`);
  return { start, end: start + size, firstRow: requiredNumber(page, 3, "first row of a page") };
}

export function readColumnIndex(bytes: Uint8Array): readonly PageBounds[] {
  const index = readStruct({ bytes, at: 0 });
  const [mins, maxes] = [bytesListAt(index, 2), bytesListAt(index, 3)];
  const counts = numbersAt(index, 5);
  const nulls = booleansAt(index, 1);
  if (mins.length !== nulls.length || maxes.length !== nulls.length)
    throw new RangeError(`bounds of ${mins.length} and ${maxes.length} of ${nulls.length} pages`);
  return nulls.map((isNull, page) => ({ isNull, min: mins[page]!, max: maxes[page]!, nullCount: counts[page] }));
}

export function rangeAt(chunk: ThriftStruct, offset: number, length: number): ByteRange | undefined {
  const [start, size] = [numberAt(chunk, offset), numberAt(chunk, length)];
  return start === undefined || size === undefined || start < 0 || size <= 0 ? undefined : { start, end: start + size };
}
