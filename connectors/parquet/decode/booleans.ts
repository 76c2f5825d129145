import type { Column, DataType } from "../../../core/io/mod.ts";
import { int32ToUint8, unpackBits } from "../kernels/booleans.ts";
import { spreadUint8 } from "../kernels/validity.ts";
import { prefixedLevels, readLevels } from "./levels.ts";
import type { ColumnBuilder, PageValues } from "./values.ts";

export function booleanBuilder(type: DataType, rows: number): ColumnBuilder<Column> {
  const values = new Uint8Array(rows);
  return {
    dictionary: () => {
      throw new RangeError("a dictionary of booleans");
    },
    append: (page, at) => appendBooleans(page, values, at),
    spread: (validity, at, rowCount, count) => spreadUint8(values, validity, at, rowCount, count),
    finish: (validity) => ({ type, validity, layout: "uint8", values }),
  };
}

function appendBooleans({ bytes, start, encoding, count }: PageValues, out: Uint8Array, at: number): void {
  if (encoding === "PLAIN") {
    if (count > (bytes.length - start) * 8) throw new RangeError(`${count} booleans in ${bytes.length - start} bytes`);
    unpackBits(bytes, start, count, out, at);
  } else if (encoding === "RLE") {
    int32ToUint8(readLevels(prefixedLevels(bytes, start), 1, count), count, out, at);
  } else {
    throw new RangeError(`encoding ${encoding} for booleans`);
  }
}
