import type { Column, DataType } from "../../../core/io/mod.ts";
import { gatherBigInt64, gatherFloat64, gatherInt32 } from "../kernels/numbers.ts";
import { spreadBigInt64, spreadFloat64, spreadInt32 } from "../kernels/validity.ts";
import type { ColumnArrays } from "./arrays.ts";
import type { ToBigInt64, ToFloat64 } from "./conversions.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { ColumnBuilder, PageValues } from "./values.ts";
import { isCoded, readCodes, UnsafeInteger } from "./values.ts";

/** Numbers, points in time and short decimals: doubles of whatever width is stored. */
export function float64Builder(
  type: DataType,
  rows: number,
  convert: ToFloat64,
  arrays: ColumnArrays,
): ColumnBuilder<Column> {
  const values = arrays.float64(rows);
  const codesOf = codeReader();
  let entries = new Float64Array(0);
  let unsafe: UnsafeInteger | undefined;
  return {
    memory: "shared",
    dictionary: (page) => {
      entries = new Float64Array(page.count);
      // An entry that no number can hold is an error only in the row that uses it.
      unsafe = unsafeOf(() => convert(page, entries, 0));
    },
    append: (page, at) => {
      if (!isCoded(page.encoding)) return convert(page, values, at);
      const codes = codesOf(page, entries.length);
      if (unsafe !== undefined) requireBelow(codes, page.count, unsafe);
      gatherFloat64(codes, entries, page.count, values, at);
    },
    spread: (validity, at, rowCount, count) => spreadFloat64(values, validity, at, rowCount, count),
    finish: (validity) => ({ type, validity, layout: "float64", values }),
  };
}

export function int32Builder(type: DataType, rows: number, arrays: ColumnArrays): ColumnBuilder<Column> {
  const values = arrays.int32(rows);
  const codesOf = codeReader();
  let entries = new Int32Array(0);
  return {
    memory: "shared",
    dictionary: (page) => {
      entries = int32s(page).slice();
    },
    append: (page, at) => {
      if (isCoded(page.encoding)) gatherInt32(codesOf(page, entries.length), entries, page.count, values, at);
      else values.set(int32s(page), at);
    },
    spread: (validity, at, rowCount, count) => spreadInt32(values, validity, at, rowCount, count),
    finish: (validity) => ({ type, validity, layout: "int32", values }),
  };
}

export function bigintBuilder(
  type: DataType,
  rows: number,
  bigintsOf: ToBigInt64,
  arrays: ColumnArrays,
): ColumnBuilder<Column> {
  const values = arrays.bigint64(rows);
  const codesOf = codeReader();
  let entries = new BigInt64Array(0);
  return {
    memory: "shared",
    dictionary: (page) => {
      entries = bigintsOf(page).slice();
    },
    append: (page, at) => {
      if (isCoded(page.encoding)) gatherBigInt64(codesOf(page, entries.length), entries, page.count, values, at);
      else values.set(bigintsOf(page), at);
    },
    spread: (validity, at, rowCount, count) => spreadBigInt64(values, validity, at, rowCount, count),
    finish: (validity) => ({ type, validity, layout: "bigint64", values }),
  };
}

function int32s(page: PageValues): Int32Array<ArrayBuffer> {
  const plain = plainBytes(page, 4);
  return new Int32Array(plain.buffer as ArrayBuffer, plain.byteOffset, page.count);
}

/** Reads the codes of a page into memory that is used again for the next. */
export function codeReader(): (page: PageValues, dictionarySize: number) => Int32Array {
  let codes = new Int32Array(0);
  return (page, dictionarySize) => {
    if (codes.length < page.count) codes = new Int32Array(page.count);
    readCodes(page, dictionarySize, codes, 0);
    return codes;
  };
}

function unsafeOf(convert: () => void): UnsafeInteger | undefined {
  try {
    convert();
    return undefined;
  } catch (error) {
    if (error instanceof UnsafeInteger) return error;
    throw error;
  }
}

/** Entries up to the unsafe one are converted; the codes must keep to them. */
function requireBelow(codes: Int32Array, count: number, unsafe: UnsafeInteger): void {
  const index = codes.subarray(0, count).findIndex((code) => code >= unsafe.index);
  if (index >= 0) throw new UnsafeInteger(index, unsafe.value, unsafe.limit);
}
