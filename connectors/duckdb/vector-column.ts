import type { DuckDBDataChunk, DuckDBValue, DuckDBVector } from "@duckdb/node-api";
import { type Column, type DataType, isDecimalText, typedColumn } from "../../core/io/mod.ts";
import type { ColumnPlan } from "./column-type.ts";

/** Called with a row whose value does not fit, why, and what to do where that is more than a cast. */
type Misfit = (row: number, reason: string, remedy?: string) => void;

/** The same of a value whose row is known. */
type ValueMisfit = (reason: string, remedy?: string) => void;

/** What vectors of numbers hold: their memory, and a bit for each value. */
interface NumberVector {
  readonly items?: unknown;
  readonly validity?: { readonly data: BigUint64Array | null; readonly offset: number };
}

type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A column of a chunk, without an object of a row in between. The chunk is not looked at afterwards. */
export function vectorColumn(chunk: DuckDBDataChunk, at: number, { type }: ColumnPlan, misfit: Misfit): Column {
  const vector = chunk.getColumnVector(at);
  const rows = chunk.rowCount;
  const { items, validity } = vector as unknown as NumberVector;
  // Vectors of other kinds than numbers (and of a client that holds them in another way) are read value by value.
  if (validity === undefined || validity.offset !== 0 || !ArrayBuffer.isView(items))
    return valueColumn(vector, type, rows, misfit);
  const bits = validityOf(validity.data, rows);
  const isNumbers = !(items instanceof BigInt64Array || items instanceof BigUint64Array || items instanceof DataView);
  if (isNumbers && type.kind === "int32")
    return { type, layout: "int32", values: Int32Array.from((items as Numbers).subarray(0, rows)), validity: bits };
  if (isNumbers && (type.kind === "float64" || type.kind === "int64"))
    return { type, layout: "float64", values: Float64Array.from((items as Numbers).subarray(0, rows)), validity: bits };
  if (items instanceof BigInt64Array && type.kind === "bigint")
    return { type, layout: "bigint64", values: items.slice(0, rows), validity: bits };
  if (items instanceof BigInt64Array && type.kind === "int64") return int64Column(items, type, rows, bits, misfit);
  return valueColumn(vector, type, rows, misfit);
}

function validityOf(words: BigUint64Array | null, rows: number): Uint8Array | undefined {
  if (words === null) return undefined;
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice(0, (rows + 7) >> 3);
}

function int64Column(
  items: BigInt64Array,
  type: DataType,
  rows: number,
  bits: Uint8Array | undefined,
  misfit: Misfit,
): Column {
  // By halves: a bigint for each value would cost ten times as much.
  const halves = new Int32Array(items.buffer, items.byteOffset, 2 * rows);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (bits !== undefined && ((bits[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    const value = halves[2 * row + 1]! * 2 ** 32 + (halves[2 * row]! >>> 0);
    if (Number.isSafeInteger(value)) values[row] = value;
    else tooLarge(items[row]!, (...told) => misfit(row, ...told));
  }
  return { type, layout: "float64", values, validity: bits };
}

function tooLarge(value: bigint, misfit: ValueMisfit): void {
  const remedy = BigInt.asIntN(64, value) === value ? 'set int64: "bigint", or cast it in a query' : undefined;
  misfit(`it must be below 2^53 to be a number: got ${value}`, remedy);
}

function valueColumn(vector: DuckDBVector, type: DataType, rows: number, misfit: Misfit): Column {
  const values: unknown[] = new Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = vector.getItem(row);
    values[row] = value === null ? null : plainValue(value, type, (...told) => misfit(row, ...told));
  }
  return typedColumn(type, values, misfit);
}

/** A value as rows have it. DuckDB's own are told by their names, as several copies of the client may be loaded. */
function plainValue(value: DuckDBValue, type: DataType, misfit: ValueMisfit): unknown {
  switch (type.kind) {
    case "boolean":
    case "float64":
    case "int32":
      return value;
    case "int64":
      return safeNumber(value as number | bigint, misfit);
    case "bigint":
      return signedBigint(value as bigint, misfit);
    case "decimal":
      return decimalValue(value as { value: bigint; scale: number }, type);
    case "date":
    case "timestamp":
      return timeValue(value as TimeValue, misfit);
    case "bytes":
      // A Buffer, whose copy is one as well.
      return new Uint8Array((value as { bytes: Uint8Array }).bytes);
    case "list":
      return listValue(value, type.item, misfit);
    case "struct": {
      const entries = (value as { entries?: Readonly<Record<string, DuckDBValue>> }).entries ?? {};
      const fields = type.fields.map(({ name, type: of }) => [name, itemValue(entries[name], of, misfit)]);
      return Object.fromEntries(fields);
    }
    default:
      return value;
  }
}

function itemValue(value: DuckDBValue | undefined, type: DataType, misfit: ValueMisfit): unknown {
  return value === null || value === undefined ? null : plainValue(value, type, misfit);
}

/** Lists and arrays have items, maps entries. */
function listValue(value: DuckDBValue, type: DataType, misfit: ValueMisfit): unknown[] {
  const { items, entries } = value as { items?: readonly DuckDBValue[]; entries?: readonly unknown[] };
  if (items !== undefined) return items.map((item) => itemValue(item, type, misfit));
  return (entries ?? []).map((entry) => itemValue({ entries: entry } as unknown as DuckDBValue, type, misfit));
}

function safeNumber(value: number | bigint, misfit: ValueMisfit): number | null {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  tooLarge(BigInt(value), misfit);
  return null;
}

/** UBIGINT and what is wider may hold more. */
function signedBigint(value: bigint, misfit: ValueMisfit): bigint | null {
  if (BigInt.asIntN(64, value) === value) return value;
  misfit(`a column of bigint holds 64 bits with a sign: got ${value}`);
  return null;
}

function decimalValue({ value, scale }: { value: bigint; scale: number }, type: DataType): unknown {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const text = `${value < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
  return isDecimalText(type) ? text : Number(text);
}

/** The one of them that there is says the unit. */
interface TimeValue {
  readonly days?: number;
  readonly seconds?: bigint;
  readonly millis?: bigint;
  readonly milliseconds?: bigint;
  readonly micros?: bigint;
  readonly nanos?: bigint;
  readonly nanoseconds?: bigint;
}

const mostMs = 8.64e15;

function timeValue(value: TimeValue, misfit: ValueMisfit): number | null {
  const ms = msOf(value);
  if (Math.abs(ms) <= mostMs) return ms;
  misfit(`it must be within 275,000 years of 1970: got ${String(value)}`);
  return null;
}

function msOf({ days, seconds, millis, milliseconds, micros, nanos, nanoseconds }: TimeValue): number {
  if (days !== undefined) return days * 86_400_000;
  if (micros !== undefined) return Number(micros) / 1000;
  const ms = millis ?? milliseconds;
  if (ms !== undefined) return Number(ms);
  if (seconds !== undefined) return Number(seconds) * 1000;
  const ns = nanos ?? nanoseconds ?? 0n;
  // Whole ms first: a double has not the digits of all ns since 1970.
  return Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;
}
