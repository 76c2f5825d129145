import type { DataType } from "../../../core/io/mod.ts";
import { exactDecimalDigits } from "../../../core/io/mod.ts";
import { firstUnsafe, float64ToInt64, msToDays, wholeText } from "../../files/mod.ts";
import type { LogicalType, SchemaElement } from "../format/metadata.ts";
import type { PhysicalType } from "../format/names.ts";
import { decimalWords } from "./decimals.ts";
import type { Dense, Piece } from "./dense.ts";
import { Unwritable } from "./dense.ts";
import { jsonText } from "./json.ts";
import { denseBigInt64, denseBits, denseFloat64, denseInt32 } from "./numbers.ts";
import type { AddValue } from "./strings.ts";
import { denseBytes } from "./strings.ts";

/** How the values of a type are stored. */
export interface LeafFormat {
  readonly physical: PhysicalType;
  readonly logical: LogicalType | undefined;
  readonly typeLength: number;
  /** Gathers the `count` values of the pieces. */
  readonly gather: (pieces: readonly Piece[], count: number) => Dense;
}

/** What a column of a type that does not nest becomes in a file. */
export function leafFormat(type: DataType): LeafFormat {
  switch (type.kind) {
    case "boolean":
      return format("BOOLEAN", undefined, (pieces, count) => ({
        kind: "bits",
        count,
        values: denseBits(pieces, count),
      }));
    case "int32":
      return format("INT32", undefined, (pieces, count) => fixed(count, 4, denseInt32(pieces, count).buffer));
    case "float64":
      return format("DOUBLE", undefined, (pieces, count) =>
        fixed(count, 8, denseFloat64(pieces, count, numberOf).buffer),
      );
    case "int64":
      return format("INT64", { kind: "integer", bits: 64, signed: true }, gatherInt64);
    case "bigint":
      return format("INT64", { kind: "integer", bits: 64, signed: true }, gatherBigInt);
    case "timestamp":
      return format("INT64", { kind: "timestamp", unit: "us" }, gatherTimes);
    case "date":
      return format("INT32", { kind: "date" }, gatherDays);
    case "decimal":
      return decimalFormat(type.precision, type.scale);
    case "string":
      return format("BYTE_ARRAY", { kind: "string" }, (pieces, count) => denseBytes(pieces, count, addText));
    case "bytes":
      return format("BYTE_ARRAY", undefined, (pieces, count) => denseBytes(pieces, count, addBytes));
    default:
      return format("BYTE_ARRAY", { kind: "json" }, (pieces, count) => denseBytes(pieces, count, addJson));
  }
}

function format(physical: PhysicalType, logical: LogicalType | undefined, gather: LeafFormat["gather"]): LeafFormat {
  return { physical, logical, typeLength: 0, gather };
}

export function elementOf(name: string, { physical, logical, typeLength }: LeafFormat): SchemaElement {
  return { name: columnName(name), physical, logical, typeLength, repetition: "optional", childCount: 0 };
}

export function columnName(name: string): string {
  return wholeText(() => "the name of a column", name);
}

function fixed(count: number, width: number, buffer: ArrayBuffer): Dense {
  return { kind: "fixed", count, width, words: new Int32Array(buffer, 0, (count * width) / 4) };
}

function gatherInt64(pieces: readonly Piece[], count: number): Dense {
  const values = denseFloat64(pieces, count, numberOf);
  refuse(values, firstUnsafe(values, count));
  return scaledWords(values, count, 1, 2 ** 63);
}

function gatherBigInt(pieces: readonly Piece[], count: number): Dense {
  return fixed(count, 8, denseBigInt64(pieces, count).buffer);
}

function gatherTimes(pieces: readonly Piece[], count: number): Dense {
  return scaledWords(denseFloat64(pieces, count, msOf), count, 1000, 2 ** 63);
}

function gatherDays(pieces: readonly Piece[], count: number): Dense {
  const values = denseFloat64(pieces, count, msOf);
  const days = new Int32Array(count);
  refuse(values, msToDays(values, count, days));
  return { kind: "fixed", count, width: 4, words: days };
}

/** INT64 as long as the digits fit, then 16 or 32 bytes. */
function decimalFormat(precision: number, scale: number): LeafFormat {
  const logical: LogicalType = { kind: "decimal", precision, scale };
  if (precision <= exactDecimalDigits) {
    return format("INT64", logical, (pieces, count) =>
      scaledWords(denseFloat64(pieces, count, numberOf), count, 10 ** scale, 10 ** precision),
    );
  }
  const width = precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
  return {
    physical: width === 8 ? "INT64" : "FIXED_LEN_BYTE_ARRAY",
    logical,
    typeLength: width === 8 ? 0 : width,
    gather: (pieces, count) => ({
      kind: "fixed",
      count,
      width,
      words: decimalWords(pieces, count, precision, scale, width),
    }),
  };
}

function scaledWords(values: Float64Array, count: number, factor: number, limit: number): Dense {
  const words = new Int32Array(count * 2);
  refuse(values, float64ToInt64(values, count, factor, limit, words));
  return { kind: "fixed", count, width: 8, words };
}

function refuse(values: Float64Array, position: number): void {
  if (position >= 0) throw new Unwritable(values[position]);
}

function numberOf(value: unknown): number {
  if (typeof value !== "number") throw new Unwritable(value);
  return value;
}

function msOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : numberOf(value);
}

const addText: AddValue = (buffer, value) => {
  if (typeof value !== "string") throw new Unwritable(value);
  buffer.addText(value);
};

const addBytes: AddValue = (buffer, value) => {
  if (!(value instanceof Uint8Array)) throw new Unwritable(value);
  buffer.add(value);
};

const addJson: AddValue = (buffer, value) => buffer.addText(jsonText(value));
