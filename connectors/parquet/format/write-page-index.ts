import type { Statistics } from "./metadata.ts";
import type { PagePlace } from "./page-index.ts";
import { binary, flag, i32, i64, list, struct, type ThriftContent, thriftBytes } from "./thrift-writer.ts";

/** A data page that was written. */
export interface WrittenPage extends PagePlace {
  /** Values and nulls. */
  readonly valueCount: number;
  readonly statistics: Statistics;
}

const unordered = 0;
const nothing: Uint8Array = new Uint8Array(0);

/** The struct `ColumnIndex`; undefined where a page that has values has no bounds. */
export function columnIndexBytes(pages: readonly WrittenPage[]): Uint8Array | undefined {
  const isNull = pages.map(({ valueCount, statistics }) => statistics.nullCount === valueCount);
  if (pages.some(({ statistics: { min, max } }, page) => !isNull[page] && (min === undefined || max === undefined)))
    return undefined;
  const bounds = (of: "min" | "max"): ThriftContent[] =>
    pages.map(({ statistics }, page) => binary(isNull[page] ? nothing : statistics[of]!));
  return thriftBytes([
    [1, list("boolean", isNull.map(flag))],
    [2, list("binary", bounds("min"))],
    [3, list("binary", bounds("max"))],
    [4, i32(unordered)],
    [
      5,
      list(
        "i64",
        pages.map(({ statistics }) => i64(statistics.nullCount!)),
      ),
    ],
  ]);
}

/** The struct `OffsetIndex`. */
export function offsetIndexBytes(pages: readonly WrittenPage[]): Uint8Array {
  const places = pages.map(({ start, end, firstRow }) =>
    struct([1, i64(start)], [2, i32(end - start)], [3, i64(firstRow)]),
  );
  return thriftBytes([[1, list("struct", places)]]);
}
