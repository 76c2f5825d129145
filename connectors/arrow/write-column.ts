import {
  type Column,
  type DataType,
  isDecimalText,
  isValid,
  notVector,
  type VectorType,
  valueAt,
} from "../../core/io/mod.ts";
import { firstUnsafe, float64ToInt64, msToDays, nothing, unscaledDecimal } from "../files/mod.ts";
import { writeTexts } from "./write-texts.ts";
import { digitsOf128Bits } from "./written-type.ts";

/** What the nodes of a batch are written to: rows and absent values of each, and its buffers. */
export interface BodyOutput {
  readonly nodes: number[];
  readonly buffers: Uint8Array[];
}

/** A value that a type does not hold. */
export class Misfit extends TypeError {
  readonly value: unknown;

  constructor(value: unknown) {
    super("a value of another type");
    this.value = value;
  }
}

/** NaN or an infinite number within a value that is written as JSON. */
export class NotFinite extends Misfit {}

/** Writes a column of so many rows, and those within it. @throws {Misfit} */
export function writeColumn(type: DataType, column: Column, rows: number, out: BodyOutput): void {
  const present = presenceOf(column, rows);
  out.nodes.push(rows, present.absent);
  if (type === nothing) return;
  out.buffers.push(present.absent === 0 ? new Uint8Array(0) : present.bits);
  switch (type.kind) {
    case "boolean":
      out.buffers.push(bitsOf(column, rows));
      return;
    case "int32":
      out.buffers.push(bytesOf(numbers(column, rows, new Int32Array(rows), "int32", toInt32)));
      return;
    case "bigint":
      out.buffers.push(bytesOf(numbers(column, rows, new BigInt64Array(rows), "bigint64", toBigInt)));
      return;
    case "float64":
      out.buffers.push(bytesOf(numbers(column, rows, new Float64Array(rows), "float64", toNumber)));
      return;
    case "int64":
    case "timestamp":
    case "date":
      out.buffers.push(wholeNumbers(type, column, rows));
      return;
    case "decimal":
      out.buffers.push(decimals(type, column, rows));
      return;
    case "vector":
      out.nodes.push(rows * type.size, 0);
      out.buffers.push(new Uint8Array(0), bytesOf(vectors(type, column, rows)));
      return;
    case "list":
      writeLists(type.item, column, rows, out);
      return;
    case "struct":
      for (const field of type.fields) {
        const values = objectsOf(column, rows).map((object) => object?.[field.name]);
        writeColumn(field.type, anyColumn(values), rows, out);
      }
      return;
    default:
      out.buffers.push(...writeTexts(type, column, rows));
  }
}

function presenceOf(column: Column, rows: number): { readonly bits: Uint8Array; readonly absent: number } {
  const bits = new Uint8Array((rows + 7) >> 3);
  let absent = 0;
  for (let row = 0; row < rows; row++) {
    const isThere =
      column.layout === "values"
        ? column.values[row] !== null && column.values[row] !== undefined
        : isValid(column.validity, row);
    if (isThere) bits[row >> 3]! |= 1 << (row & 7);
    else absent++;
  }
  return { bits, absent };
}

function anyColumn(values: readonly unknown[]): Column {
  return { type: { kind: "any" }, layout: "values", values, validity: undefined };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The values by row, 0 where there is none. */
function numbers<Values extends Int32Array | Float64Array | BigInt64Array>(
  column: Column,
  rows: number,
  out: Values,
  layout: Column["layout"],
  numberOf: (value: unknown) => Values[number],
): Values {
  if (column.layout === layout && column.validity === undefined) {
    out.set((column as unknown as { readonly values: Values }).values.subarray(0, rows) as never);
    return out;
  }
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value !== null) out[row] = numberOf(value);
  }
  return out;
}

function toInt32(value: unknown): number {
  if (typeof value !== "number" || (value | 0) !== value) throw new Misfit(value);
  return value;
}

function toNumber(value: unknown): number {
  if (typeof value !== "number") throw new Misfit(value);
  return value;
}

function toBigInt(value: unknown): bigint {
  const whole = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof whole !== "bigint" || BigInt.asIntN(64, whole) !== whole) throw new Misfit(value);
  return whole;
}

function toMs(value: unknown): number {
  return value instanceof Date ? value.getTime() : toNumber(value);
}

/** Numbers without a fraction, microseconds, or days. */
function wholeNumbers(type: DataType, column: Column, rows: number): Uint8Array {
  const values = numbers(column, rows, new Float64Array(rows), "float64", type.kind === "int64" ? toNumber : toMs);
  const wrong = (row: number): void => {
    if (row >= 0) throw new Misfit(values[row]);
  };
  if (type.kind === "date") {
    const days = new Int32Array(rows);
    wrong(msToDays(values, rows, days));
    return bytesOf(days);
  }
  if (type.kind === "int64") wrong(firstUnsafe(values, rows));
  const words = new Int32Array(rows * 2);
  wrong(float64ToInt64(values, rows, type.kind === "int64" ? 1 : 1000, 2 ** 63, words));
  return bytesOf(words);
}

function decimals(type: DataType & { readonly kind: "decimal" }, column: Column, rows: number): Uint8Array {
  const { precision, scale } = type;
  const width = precision > digitsOf128Bits ? 32 : 16;
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value === null) continue;
    let unscaled = unscaledDecimal(isDecimalText(type) ? value : fixedText(value, scale), precision, scale);
    if (unscaled === undefined) throw new Misfit(value);
    for (let at = 0; at < width; at++, unscaled >>= 8n) out[row * width + at] = Number(unscaled & 255n);
  }
  return out;
}

/** A number with the digits of the scale, of which it must have no more. */
function fixedText(value: unknown, scale: number): unknown {
  if (typeof value !== "number") return value;
  const text = value.toFixed(scale);
  return Number(text) === value ? text : value;
}

function bitsOf(column: Column, rows: number): Uint8Array {
  const out = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value !== null && typeof value !== "boolean") throw new Misfit(value);
    if (value === true) out[row >> 3]! |= 1 << (row & 7);
  }
  return out;
}

/** All numbers side by side, zeros where there is no vector. */
function vectors({ size }: VectorType, column: Column, rows: number): Float64Array {
  if (column.layout === "vector" && column.type.size === size) return column.data.slice(0, rows * size);
  const out = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value === null) continue;
    if (notVector(value, size) !== undefined) throw new Misfit(value);
    out.set(value as ArrayLike<number>, row * size);
  }
  return out;
}

function writeLists(item: DataType, column: Column, rows: number, out: BodyOutput): void {
  const ends = new Int32Array(rows + 1);
  const items: unknown[] = [];
  for (let row = 0; row < rows; row++) {
    const value = valueAt(column, row);
    if (value !== null && !Array.isArray(value) && !(value instanceof Float64Array)) throw new Misfit(value);
    for (const one of value ?? []) items.push(one);
    ends[row + 1] = items.length;
  }
  out.buffers.push(bytesOf(ends));
  writeColumn(item, anyColumn(items), items.length, out);
}

function objectsOf(column: Column, rows: number): (Readonly<Record<string, unknown>> | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    const value = valueAt(column, row);
    if (value !== null && (typeof value !== "object" || Array.isArray(value))) throw new Misfit(value);
    return value as Readonly<Record<string, unknown>> | null;
  });
}
