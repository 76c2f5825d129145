import type { DataType, VectorType } from "./data-type.ts";
import type { Dictionary } from "./dictionary.ts";

interface ColumnCommon {
  readonly type: DataType;
  /**
   * A bit for each row, least significant first: 1 where there is a value. Undefined where every row has one.
   * Layout "values" has none: its absent values are `null` or `undefined` in the array itself.
   */
  readonly validity: Uint8Array | undefined;
}

/**
 * The values of one column of a batch. Arrays may be longer than the batch; never changed once the batch is emitted.
 *
 * | layout | types |
 * |---|---|
 * | uint8 | boolean (0 or 1) |
 * | int32 | int32 |
 * | float64 | float64, int64, timestamp and date (ms since the epoch), decimal of at most 15 digits |
 * | bigint64 | bigint |
 * | dictionary | string, as codes of a dictionary |
 * | utf8 | string, as views into shared bytes: decoded only where somebody looks |
 * | vector | vector: that of row r is `data[r · type.size … (r + 1) · type.size)` |
 * | values | string, bytes, list, struct, any, decimal of more digits (as text) |
 */
export type Column =
  | (ColumnCommon & { readonly layout: "uint8"; readonly values: Uint8Array })
  | (ColumnCommon & { readonly layout: "int32"; readonly values: Int32Array })
  | (ColumnCommon & { readonly layout: "float64"; readonly values: Float64Array })
  | (ColumnCommon & { readonly layout: "bigint64"; readonly values: BigInt64Array })
  | (ColumnCommon & { readonly layout: "dictionary"; readonly codes: Int32Array; readonly dictionary: Dictionary })
  | Utf8Column
  | VectorColumn
  | (ColumnCommon & { readonly layout: "values"; readonly values: readonly unknown[]; readonly validity: undefined });

export type Utf8Column = ColumnCommon & {
  readonly layout: "utf8";
  /** Whoever wants the texts longer holds this very array: other views of its buffer do not keep it from being used again. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
};

export type VectorColumn = ColumnCommon & {
  readonly layout: "vector";
  readonly type: VectorType;
  /** A matrix, row by row: [rows × type.size]. */
  readonly data: Float64Array;
};

export type Layout = Column["layout"];

export type ColumnOf<Kind extends Layout> = Extract<Column, { layout: Kind }>;

export function isValid(validity: Uint8Array | undefined, row: number): boolean {
  return validity === undefined || ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** The value of a row as a lambda sees it; `null` where it is absent. Not for hot loops. */
export function valueAt(column: Column, row: number): unknown {
  if (column.layout === "values") return column.values[row] ?? null;
  if (!isValid(column.validity, row)) return null;
  switch (column.layout) {
    case "uint8":
      return column.values[row] === 1;
    case "dictionary":
      return column.dictionary.text(column.codes[row]!);
    case "utf8":
      return decodeUtf8(column.bytes, column.starts[row]!, column.lengths[row]!);
    case "vector":
      return vectorAt(column, row);
    case "float64":
      return column.type.kind === "timestamp" && column.type.as === "Date"
        ? new Date(column.values[row]!)
        : column.values[row];
    default:
      return column.values[row];
  }
}

/** The vector of a row, as an array of its own: that of the column may be written over. */
export function vectorAt({ data, type: { size } }: VectorColumn, row: number): Float64Array {
  return data.slice(row * size, (row + 1) * size);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Short ASCII text is joined from its codes (fast where the decoder's call would dominate); the rest is decoded. */
export function decodeUtf8(bytes: Uint8Array, start: number, length: number): string {
  if (length > 24) return decoder.decode(bytes.subarray(start, start + length));
  let text = "";
  for (let at = start; at < start + length; at++) {
    const code = bytes[at]!;
    if (code > 127) return decoder.decode(bytes.subarray(start, start + length));
    text += String.fromCharCode(code);
  }
  return text;
}
