import type { Column } from "../data/column.ts";
import { any, boolean, type Field, float64, string } from "../data/data-type.ts";
import { isVector, vectorSizeOf } from "../data/vectors.ts";

/** What the values of a written column have been so far. */
export type WrittenBase = "none" | "float64" | "boolean" | "string" | "vector" | "any";

/** Which absent values have been seen: rows get back the one that went in. Both at once make the column `any`. */
export type WrittenMissing = "none" | "null" | "undefined";

/**
 * Takes the values that lambdas return into a column whose type follows the values: it starts as what the first value
 * is and widens to `any` when a later one does not fit. Nothing that went in comes out changed.
 */
export interface ColumnWriter {
  readonly name: string;
  base: WrittenBase;
  /** Numbers of a vector; 0 where they are none. */
  size: number;
  missing: WrittenMissing;
  values: Float64Array | Uint8Array | unknown[];
  /** Bits of the rows that have a value; undefined while no row lacks one. */
  validity: Uint8Array | undefined;
  capacity: number;
}

export function columnWriter(name: string): ColumnWriter {
  return { name, base: "none", size: 0, missing: "none", values: [], validity: undefined, capacity: 0 };
}

/** Makes ready for the next batch, in the arrays of the last one where they are large enough. */
export function beginColumn(writer: ColumnWriter, capacity: number): void {
  if (capacity > writer.capacity) allocate(writer, capacity);
  else writer.validity?.fill(0);
}

function allocate(writer: ColumnWriter, capacity: number): void {
  writer.capacity = capacity;
  writer.values = arrayFor(writer, capacity);
  writer.validity = isTyped(writer.base) && writer.missing !== "none" ? new Uint8Array((capacity + 7) >> 3) : undefined;
}

/** Writes any value at a row, widening as needed. `written` tells the rows filled before it. */
export function putValue(writer: ColumnWriter, row: number, value: unknown, written: Iterable<number>): void {
  widenFor(writer, value, written);
  if (isTyped(writer.base)) {
    if (value === null || value === undefined) return;
    if (writer.validity !== undefined) writer.validity[row >> 3]! |= 1 << (row & 7);
  }
  if (writer.base === "vector") return (writer.values as Float64Array).set(value as Float64Array, row * writer.size);
  (writer.values as unknown[])[row] = writer.base === "boolean" ? (value === true ? 1 : 0) : value;
}

/** The column of the rows written. */
export function writtenColumn(writer: ColumnWriter): Column {
  const { values, validity } = writer;
  switch (writer.base) {
    case "float64":
      return { type: float64, layout: "float64", values: values as Float64Array, validity };
    case "boolean":
      return { type: boolean, layout: "uint8", values: values as Uint8Array, validity };
    case "vector": {
      const type = { kind: "vector", size: writer.size } as const;
      return { type, layout: "vector", data: values as Float64Array, validity };
    }
    case "string":
      return { type: string, layout: "values", values: values as unknown[], validity: undefined };
    case "none":
      return { type: any, layout: "values", values: absentValues(writer), validity: undefined };
    default:
      return { type: any, layout: "values", values: values as unknown[], validity: undefined };
  }
}

/** While no value has come, loops only check that none does. */
function absentValues({ capacity, missing }: ColumnWriter): unknown[] {
  return new Array<unknown>(capacity).fill(missing === "undefined" ? undefined : null);
}

export function writtenField(writer: ColumnWriter): Field {
  const { type } = writtenColumn(writer);
  return writer.missing === "undefined"
    ? { name: writer.name, type, missing: "undefined" }
    : { name: writer.name, type };
}

function isTyped(base: WrittenBase): boolean {
  return base === "float64" || base === "boolean" || base === "vector";
}

function baseOf(value: unknown): WrittenBase {
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  return vectorSizeOf(value) === undefined ? "any" : "vector";
}

function arrayFor({ base, size }: ColumnWriter, capacity: number): ColumnWriter["values"] {
  if (base === "vector") return new Float64Array(capacity * size);
  if (base === "float64") return new Float64Array(capacity);
  if (base === "boolean") return new Uint8Array(capacity);
  return new Array<unknown>(capacity);
}

function widenFor(writer: ColumnWriter, value: unknown, written: Iterable<number>): void {
  if (value === null || value === undefined) widenMissing(writer, value === null ? "null" : "undefined", written);
  else if (writer.base === "none") firstValue(writer, value, written);
  else if (writer.base !== "any" && !fits(writer, value)) widenToAny(writer, written);
}

function fits({ base, size }: ColumnWriter, value: unknown): boolean {
  return base === "vector" ? isVector(value, size) : base === baseOf(value);
}

function firstValue(writer: ColumnWriter, value: unknown, written: Iterable<number>): void {
  const absent = writer.missing === "undefined" ? undefined : null;
  writer.base = baseOf(value);
  writer.size = writer.base === "vector" ? (value as Float64Array).length : 0;
  allocate(writer, writer.capacity);
  if (isTyped(writer.base)) return;
  for (const row of written) (writer.values as unknown[])[row] = absent;
}

function widenMissing(writer: ColumnWriter, missing: "null" | "undefined", written: Iterable<number>): void {
  if (writer.missing === missing || writer.base === "any") return;
  if (writer.missing !== "none") return widenToAny(writer, written);
  writer.missing = missing;
  if (!isTyped(writer.base)) return;
  writer.validity = new Uint8Array((writer.capacity + 7) >> 3);
  for (const row of written) writer.validity[row >> 3]! |= 1 << (row & 7);
}

function widenToAny(writer: ColumnWriter, written: Iterable<number>): void {
  const { values, validity, base, size } = writer;
  const absent = writer.missing === "undefined" ? undefined : null;
  const widened = new Array<unknown>(writer.capacity);
  for (const row of written) {
    const present = validity === undefined || ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
    if (base === "none" || !present) widened[row] = absent;
    else if (base === "vector") widened[row] = (values as Float64Array).slice(row * size, (row + 1) * size);
    else widened[row] = base === "boolean" ? values[row] === 1 : values[row];
  }
  writer.base = "any";
  writer.values = widened;
  writer.validity = undefined;
}
