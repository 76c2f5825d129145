import { bigint, boolean, type DataType, date, float64, int64, string, timestamp } from "../../../core/io/mod.ts";
import { lostInteger } from "../exact-number.ts";
import { isoTime } from "../kernels/iso-time.ts";

/**
 * The narrowest type that holds a text without losing any of it: boolean, int64, bigint, float64, date, timestamp or
 * string. `007`, `+49 30` and integers of more than 64 bits are strings: as numbers they would not be the same again.
 */
export function typeOfText(text: string): DataType {
  if (text.length === 0 || text.length > 64) return string;
  const first = text.charCodeAt(0);
  if (first > 57) return typeOfWord(text);
  if (integer.test(text)) return typeOfInteger(text);
  if (decimal.test(text)) return typeOfDecimal(text);
  if (text === "-Infinity") return float64;
  if (Number.isNaN(timeOfText(text))) return string;
  // The shortest time, `2024-02-29T08:15`, is longer than the longest date, `+010000-05-01`.
  return text.length < 16 ? date : timestamp;
}

/** The narrowest type that holds the texts of both: int64 → float64 → string, int64 → bigint → string, date → timestamp → string. */
export function widerType(a: DataType, b: DataType): DataType {
  if (a.kind === b.kind) return a;
  const kinds = `${a.kind} ${b.kind}`;
  if (kinds === "int64 float64" || kinds === "float64 int64") return float64;
  if (kinds === "int64 bigint" || kinds === "bigint int64") return bigint;
  if (kinds === "date timestamp" || kinds === "timestamp date") return timestamp;
  return string;
}

const integer = /^-?(?:0|[1-9]\d*)$/;
const decimal = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const encoder = new TextEncoder();

function typeOfWord(text: string): DataType {
  if (text === "NaN" || text === "Infinity") return float64;
  return booleanOfText(text) === undefined ? string : boolean;
}

/** `9007199254740993.0` is no double: it is the integer that it has all digits of. */
function typeOfDecimal(text: string): DataType {
  const value = Number(text);
  const lost = lostInteger(text, value);
  if (lost !== undefined) return BigInt.asIntN(64, lost) === lost ? bigint : string;
  return Number.isFinite(value) ? float64 : string;
}

function typeOfInteger(text: string): DataType {
  if (text === "-0") return float64;
  if (Number.isSafeInteger(Number(text))) return int64;
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? bigint : string;
}

/** Text of a number as it is; undefined where it is none, or an integer that a double would round. */
export function numberOfText(text: string): number | undefined {
  if (text === "NaN" || text === "Infinity" || text === "-Infinity") return Number(text);
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && lostInteger(text, value) === undefined ? value : undefined;
}

/** Undefined where the text is no integer of 64 bits. */
export function bigintOfText(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,20}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

export function booleanOfText(text: string): boolean | undefined {
  if (text === "true" || text === "True" || text === "TRUE") return true;
  return text === "false" || text === "False" || text === "FALSE" ? false : undefined;
}

/** ms since the epoch, NaN where it is no ISO date or time. */
export function timeOfText(text: string): number {
  const bytes = encoder.encode(text);
  return isoTime(bytes, 0, bytes.length);
}
