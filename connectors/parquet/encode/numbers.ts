import type { Column } from "../../../core/io/mod.ts";
import { valueAt } from "../../../core/io/mod.ts";
import { compactBigInt64, compactFloat64, compactInt32, compactUint8 } from "../kernels/compact.ts";
import type { Piece } from "./dense.ts";
import { Unwritable } from "./dense.ts";

type NumberArray = Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** How values of one layout are gathered: whole arrays where the piece has that layout, one by one elsewhere. */
interface Gathering<Values extends NumberArray> {
  readonly layout: Column["layout"];
  readonly compact: (values: Values, validity: Uint8Array, rows: number, out: Values, at: number) => number;
  readonly put: (out: Values, at: number, value: unknown) => void;
}

/** Doubles; `numberOf` reads those that came as JavaScript values. */
export function denseFloat64(
  pieces: readonly Piece[],
  count: number,
  numberOf: (value: unknown) => number,
): Float64Array<ArrayBuffer> {
  const put = (out: Float64Array, at: number, value: unknown) => {
    out[at] = numberOf(value);
  };
  // One more everywhere: compacting writes a value before it knows whether its row counts.
  return gather(pieces, new Float64Array(count + 1), { layout: "float64", compact: compactFloat64, put });
}

export function denseInt32(pieces: readonly Piece[], count: number): Int32Array<ArrayBuffer> {
  return gather(pieces, new Int32Array(count + 1), { layout: "int32", compact: compactInt32, put: putInt32 });
}

export function denseBigInt64(pieces: readonly Piece[], count: number): BigInt64Array<ArrayBuffer> {
  return gather(pieces, new BigInt64Array(count + 1), { layout: "bigint64", compact: compactBigInt64, put: putBigInt });
}

/** Booleans as 0 and 1. */
export function denseBits(pieces: readonly Piece[], count: number): Uint8Array<ArrayBuffer> {
  return gather(pieces, new Uint8Array(count + 1), { layout: "uint8", compact: compactUint8, put: putBit });
}

function gather<Values extends NumberArray>(pieces: readonly Piece[], out: Values, how: Gathering<Values>): Values {
  let at = 0;
  for (const { column, rows } of pieces) {
    if (column.layout !== how.layout) {
      for (const value of presentValues(column, rows)) how.put(out, at++, value);
      continue;
    }
    const values = (column as unknown as { readonly values: Values }).values;
    if (column.validity !== undefined) {
      at = how.compact(values, column.validity, rows, out, at);
    } else {
      out.set(values.subarray(0, rows) as never, at);
      at += rows;
    }
  }
  return out;
}

/** The values of the rows that have one, as JavaScript values. */
export function* presentValues(column: Column, rows: number): Generator<unknown, void> {
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value !== null) yield value;
  }
}

function putInt32(out: Int32Array, at: number, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw new Unwritable(value);
  out[at] = value;
}

function putBigInt(out: BigInt64Array, at: number, value: unknown): void {
  const whole = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof whole !== "bigint" || BigInt.asIntN(64, whole) !== whole) throw new Unwritable(value);
  out[at] = whole;
}

function putBit(out: Uint8Array, at: number, value: unknown): void {
  if (typeof value !== "boolean") throw new Unwritable(value);
  out[at] = value ? 1 : 0;
}
