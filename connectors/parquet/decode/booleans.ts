import type { Column, DataType } from "../../../core/io/mod.ts";
import { int32ToUint8, unpackBits } from "../kernels/booleans.ts";
import { spreadUint8 } from "../kernels/validity.ts";
import type { ColumnArrays } from "./arrays.ts";
import { prefixedLevels, readLevels } from "./levels.ts";
import { type ColumnBuilder, type PageValues, requireEnd } from "./values.ts";

export function booleanBuilder(type: DataType, rows: number, arrays: ColumnArrays): ColumnBuilder<Column> {
  const values = arrays.uint8(rows);
  return {
    memory: "shared",
    dictionary: () => {
      throw new RangeError("a dictionary of booleans");
    },
    append: (page, at) => appendBooleans(page, values, at),
    spread: (validity, at, rowCount, count) => spreadUint8(values, validity, at, rowCount, count),
    finish: (validity) => ({ type, validity, layout: "uint8", values }),
  };
}

function appendBooleans(page: PageValues, out: Uint8Array, at: number): void {
  const { bytes, start, encoding, count } = page;
  if (encoding === "PLAIN") {
    if (count > (bytes.length - start) * 8) throw new RangeError(`${count} booleans in ${bytes.length - start} bytes`);
    requireEnd(page, start + Math.ceil(count / 8));
    unpackBits(bytes, start, count, out, at);
  } else if (encoding === "RLE") {
    const levels = prefixedLevels(bytes, start);
    requireEnd(page, levels.end);
    int32ToUint8(readLevels(levels, 1, count), count, out, at);
  } else {
    throw new RangeError(`encoding ${encoding} for booleans`);
  }
}
