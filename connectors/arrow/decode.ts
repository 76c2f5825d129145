import {
  any,
  type Column,
  type DataType,
  isDecimalText,
  isValid,
  sameType,
  typedColumn,
  valueAt,
} from "../../core/io/mod.ts";
import { absentColumn, hasVectors, isWholeDecimal } from "../files/mod.ts";
import type { BodyCursor } from "./body.ts";
import { columnType, type Int64As, isUsual } from "./column-type.ts";
import { decodeNested } from "./decode-nested.ts";
import {
  decimalTexts,
  type Items,
  integerTexts,
  intervals,
  itemBytes,
  toBigInts,
  toFloat64s,
  toInt32s,
} from "./decode-numbers.ts";
import { bytesAt, jsonAt, readPlaces, textColumn, uuidText } from "./decode-texts.ts";
import { type Dictionaries, decodeCoded } from "./dictionaries.ts";
import type { ArrowField, ArrowType } from "./schema.ts";

/** What columns are decoded with. */
export interface Decoding {
  readonly cursor: BodyCursor;
  readonly dictionaries: Dictionaries;
  readonly int64: Int64As;
  /** Told of rows whose values do not fit; without it that is an error. */
  readonly onMisfit?: (row: number, why: string, value: unknown) => void;
}

/** The next column of a batch and how many rows it has, as values of `type`, which may be wider than that of the file. */
export function decodeColumn(field: ArrowField, type: DataType, decoding: Decoding): { column: Column; rows: number } {
  const { cursor, int64 } = decoding;
  const { rows, absent } = cursor.node();
  if (field.dictionary !== undefined) {
    // Entries were read as what the file says.
    const own = columnType(field, int64);
    const column = decodeCoded(field.dictionary, own, validityOf(cursor, rows, absent), rows, decoding);
    return { column: sameType(own, type) ? column : converted(column, rows, type, decoding), rows };
  }
  const own = columnType(field, type.kind === "bigint" ? "bigint" : int64);
  const as = isWider(own, type) ? type : own;
  const column = decodePlain(field, as, rows, absent, decoding);
  return { column: as === type ? column : converted(column, rows, type, decoding), rows };
}

/** Whether values may be read as of the wider type at once. */
function isWider(own: DataType, wanted: DataType): boolean {
  const isInteger = own.kind === "int32" || own.kind === "int64";
  // Lists become vectors, each of which is looked at, by the rows of the whole column.
  if (hasVectors(wanted)) return sameType(own, wanted);
  if (own.kind === "vector" && wanted.kind === "list") return true;
  if (isWholeDecimal(wanted) && (isInteger || own.kind === "bigint")) return true;
  return own.kind === wanted.kind || (isInteger && ["int64", "float64", "bigint"].includes(wanted.kind));
}

/** Values one by one: what one file has apart from the others. */
function converted(column: Column, rows: number, type: DataType, { onMisfit }: Decoding): Column {
  const values = valuesOf(column, rows);
  if (type.kind === "any") return { type: any, layout: "values", values, validity: undefined };
  const fitting = values.map((value) => fitted(type, value));
  return typedColumn(type, fitting, (row, why) => {
    if (onMisfit !== undefined) return onMisfit(row, why, values[row]);
    throw new RangeError(`row ${row + 1} of the batch, of which ${why}`);
  });
}

/** A number as a bigint or a point in time as a `Date` where such is wanted, at whatever depth. */
function fitted(type: DataType, value: unknown): unknown {
  if (typeof value === "number") {
    if (type.kind === "bigint") return BigInt(value);
    return type.kind === "timestamp" && type.as === "Date" ? new Date(value) : value;
  }
  if (type.kind === "list" && Array.isArray(value)) return value.map((item) => fitted(type.item, item));
  if (type.kind !== "struct" || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    type.fields.map((field) => [
      field.name,
      fitted(field.type, (value as Readonly<Record<string, unknown>>)[field.name]),
    ]),
  );
}

export function valuesOf(column: Column, rows: number): unknown[] {
  return column.layout === "values"
    ? column.values.slice(0, rows)
    : Array.from({ length: rows }, (_, row) => valueAt(column, row));
}

/** Bits of the rows that have a value; none where all have. */
export function validityOf(cursor: BodyCursor, rows: number, absent: number): Uint8Array | undefined {
  const bits = cursor.buffer();
  if (bits.length === 0 || absent === 0) return undefined;
  if (bits.length * 8 < rows) throw new RangeError(`${bits.length * 8} marks of ${rows} rows`);
  return bits;
}

function decodePlain(field: ArrowField, type: DataType, rows: number, absent: number, decoding: Decoding): Column {
  const { cursor } = decoding;
  const stored = field.type;
  switch (stored.kind) {
    case "null":
      return absentColumn(type, mostAbsent(rows));
    case "boolean":
    case "int":
    case "float":
    case "decimal":
    case "date":
    case "time":
    case "timestamp":
    case "duration":
    case "interval": {
      const validity = validityOf(cursor, rows, absent);
      return fixedWidth(stored, type, { bytes: cursor.buffer(), rows, validity });
    }
    case "fixed": {
      const validity = validityOf(cursor, rows, absent);
      const bytes = itemBytes({ bytes: cursor.buffer(), rows, validity }, stored.width);
      const at = (row: number) => bytes.subarray(row * stored.width, (row + 1) * stored.width);
      return oneByOne(type, rows, validity, type.kind === "string" ? (row) => uuidText(at(row)) : at);
    }
    case "text":
    case "binary": {
      const validity = validityOf(cursor, rows, absent);
      const places = readPlaces(cursor, rows, stored.offsets, validity);
      if (type.kind === "string") return textColumn(places, validity);
      return oneByOne(type, rows, validity, (row) => (type.kind === "any" ? jsonAt : bytesAt)(places, row));
    }
    default:
      return decodeNested(field, stored, type, rows, absent, decoding);
  }
}

/** Columns of nothing have no bytes that would bound their rows. */
function mostAbsent(rows: number): number {
  if (rows > 2 ** 24) throw new RangeError(`${rows} rows of nothing in one batch`);
  return rows;
}

export function oneByOne(
  type: DataType,
  rows: number,
  validity: Uint8Array | undefined,
  at: (row: number) => unknown,
): Column {
  const values = Array.from({ length: rows }, (_, row) => (isValid(validity, row) ? at(row) : null));
  return { type, layout: "values", values, validity: undefined };
}

function fixedWidth(stored: ArrowType, type: DataType, items: Items): Column {
  const { rows, validity } = items;
  if (stored.kind === "boolean") return { type, layout: "uint8", validity, values: unpackBits(items) };
  if (stored.kind === "interval") {
    const found = intervals(items, stored.unit);
    return oneByOne(type, rows, validity, (row) => found[row]);
  }
  if (stored.kind === "decimal" && (!isUsual(stored) || isDecimalText(type))) {
    const texts = decimalTexts(items, stored);
    return oneByOne(type, rows, validity, (row) => texts[row]);
  }
  if (stored.kind === "int" && isDecimalText(type)) {
    const texts = integerTexts(items, stored);
    return oneByOne(type, rows, validity, (row) => texts[row]);
  }
  if (stored.kind === "int" && type.kind === "int32")
    return { type, layout: "int32", validity, values: toInt32s(items, stored) };
  if (stored.kind === "int" && type.kind === "bigint")
    return { type, layout: "bigint64", validity, values: toBigInts(items, stored) };
  return { type, layout: "float64", validity, values: toFloat64s(items, stored) };
}

function unpackBits({ bytes, rows }: Items): Uint8Array {
  if (bytes.length * 8 < rows) throw new RangeError(`${bytes.length * 8} booleans of ${rows} rows`);
  const out = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) out[row] = (bytes[row >> 3]! >> (row & 7)) & 1;
  return out;
}
