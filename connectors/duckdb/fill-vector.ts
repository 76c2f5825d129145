import type { DuckDBType, DuckDBVector } from "@duckdb/node-api";
import { type Column, isValid } from "../../core/io/mod.ts";
import type { DuckDbClient } from "./database.ts";

/** Some rows of a batch: those that follow `start`, among the chosen ones where there is a selection. */
export interface RowPart {
  readonly selection: Int32Array | undefined;
  readonly start: number;
  readonly count: number;
}

/**
 * Puts rows of a column into a vector, array by array. False where they have to be looked at one by one: the column has no array of
 * numbers, or one of them does not fit. What was put there until then is written over.
 */
export type VectorFiller = (vector: DuckDBVector, column: Column, rows: RowPart) => boolean;

/** Undefined where vectors of the type are filled value by value. */
export function vectorFiller(type: DuckDBType, client: DuckDbClient): VectorFiller | undefined {
  const put = putter(type, client);
  if (put === undefined) return undefined;
  return (vector, column, rows) => {
    const memory = memoryOf(vector);
    const values = valuesOf(column, rows);
    if (memory === undefined || values === undefined || !put(values, memory)) return false;
    if (column.validity !== undefined) markAbsent(vector, column.validity, rows);
    vector.flush();
    return true;
  };
}

type Values = Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** Puts values into the memory of a vector; false where one does not fit. */
type Putter = (values: Values, memory: ArrayBufferView) => boolean;

function putter(type: DuckDBType, { DuckDBTypeId: id }: DuckDbClient): Putter | undefined {
  switch (type.typeId) {
    case id.DOUBLE:
      return (values, memory) => memory instanceof Float64Array && set(memory, values);
    case id.FLOAT:
      return (values, memory) => memory instanceof Float32Array && set(memory, values);
    case id.INTEGER:
      return (values, memory) => memory instanceof Int32Array && putInt32(values, memory);
    case id.BIGINT:
      return (values, memory) => memory instanceof BigInt64Array && putInt64(values, memory);
    case id.TIMESTAMP:
    case id.TIMESTAMP_TZ:
      return (values, memory) =>
        values instanceof Float64Array && memory instanceof BigInt64Array && putInt64(microsOf(values), memory);
    case id.DATE:
      return (values, memory) =>
        values instanceof Float64Array && memory instanceof Int32Array && putDays(values, memory);
    case id.BOOLEAN:
      return (values, memory) => values instanceof Uint8Array && set(bytesOf(memory), values);
    default:
      return undefined;
  }
}

/** The memory that a vector of the client writes from; undefined where a client holds it otherwise. */
function memoryOf(vector: DuckDBVector): ArrayBufferView | undefined {
  const { items, dataView } = vector as unknown as { readonly items?: unknown; readonly dataView?: unknown };
  const memory = items ?? dataView;
  return ArrayBuffer.isView(memory) ? memory : undefined;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function valuesOf(column: Column, { selection, start, count }: RowPart): Values | undefined {
  switch (column.layout) {
    case "float64":
    case "int32":
    case "bigint64":
    case "uint8": {
      const { values } = column;
      if (selection === undefined) return values.subarray(start, start + count);
      const kind = values.constructor as new (length: number) => Values;
      const chosen = new kind(count);
      for (let row = 0; row < count; row++) chosen[row] = values[selection[start + row]!]!;
      return chosen;
    }
    default:
      return undefined;
  }
}

/** Neither bigints nor booleans are numbers, whatever an array would make of them. */
function set(memory: Float64Array | Float32Array | Uint8Array, values: Values): boolean {
  const isBits = values instanceof Uint8Array;
  if (values instanceof BigInt64Array || isBits !== memory instanceof Uint8Array) return false;
  memory.set(values);
  return true;
}

function putInt32(values: Values, memory: Int32Array): boolean {
  if (values instanceof Int32Array) {
    memory.set(values);
    return true;
  }
  if (!(values instanceof Float64Array)) return false;
  let row = 0;
  for (; row < values.length && (values[row]! | 0) === values[row]; row++) memory[row] = values[row]!;
  return row === values.length;
}

/** By halves: a bigint for each value would cost ten times as much. */
function putInt64(values: Values, memory: BigInt64Array): boolean {
  if (values instanceof BigInt64Array) {
    memory.set(values);
    return true;
  }
  if (values instanceof Uint8Array) return false;
  const halves = new Int32Array(memory.buffer, memory.byteOffset, 2 * values.length);
  let row = 0;
  for (; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isSafeInteger(value)) break;
    const high = Math.floor(value / 4294967296);
    halves[2 * row] = value - high * 4294967296;
    halves[2 * row + 1] = high;
  }
  return row === values.length;
}

/** Of milliseconds: rounded, as times have no finer ones. */
function microsOf(values: Float64Array): Float64Array {
  return values.map((ms) => {
    const whole = Math.floor(ms);
    return whole * 1000 + Math.round((ms - whole) * 1000);
  });
}

const dayMs = 86_400_000;
const mostDays = 1e8;

function putDays(values: Float64Array, memory: Int32Array): boolean {
  let row = 0;
  for (; row < values.length; row++) {
    const days = values[row]! / dayMs;
    if (!(Math.abs(days) <= mostDays && Math.floor(days) === days)) break;
    memory[row] = days;
  }
  return row === values.length;
}

/** Of a vector that has no absent values yet. */
function markAbsent(vector: DuckDBVector, bits: Uint8Array, { selection, start, count }: RowPart): void {
  const { validity } = vector as unknown as {
    readonly validity: { setItemValid(row: number, isValid: boolean): void };
  };
  for (let row = 0; row < count; row++) {
    const at = start + row;
    if (!isValid(bits, selection === undefined ? at : selection[at]!)) validity.setItemValid(row, false);
  }
}
