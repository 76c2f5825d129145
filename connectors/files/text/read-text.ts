import { type DataType, exactDecimalDigits, nestedValue } from "../../../core/io/mod.ts";
import { writtenInteger } from "../exact-number.ts";
import { parseJson } from "../parse-json.ts";
import { bigintOfText, booleanOfText, numberOfText, timeOfText, typeOfText } from "./text-type.ts";

/**
 * What a column keeps of a text: a number for all of layout float64, int32 and uint8, else the value itself. Undefined
 * where the text does not fit the type.
 */
export function readText(type: DataType, text: string, declared: boolean): unknown {
  switch (type.kind) {
    case "boolean": {
      const value = booleanOfText(declared ? text.toLowerCase() : text);
      return value === undefined ? undefined : Number(value);
    }
    case "int32":
      return declaredInteger(text, 2 ** 31 - 1, -(2 ** 31));
    case "int64":
      return declared ? declaredInteger(text, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER) : inferredInteger(text);
    case "float64":
      return declared ? declaredNumber(text) : numberOfText(text);
    case "bigint":
      return bigintOfText(text);
    case "timestamp":
    case "date": {
      const time = timeOfText(text);
      return Number.isNaN(time) || (type.kind === "date" && time % 86_400_000 !== 0) ? undefined : time;
    }
    default:
      return readOther(type, text);
  }
}

/**
 * The value of a text in a column of an inferred type, whether it fits or not: as the type has it; else the number or
 * the time that it is, where the type is one of numbers or times; else the text as it was written.
 */
export function textValue(planned: DataType, text: string): unknown {
  const stored = readText(planned, text, false);
  if (stored !== undefined) return planned.kind === "boolean" ? stored === 1 : stored;
  switch (planned.kind) {
    case "int64":
    case "float64":
    case "bigint":
      return numberValue(text);
    case "date": {
      const time = timeOfText(text);
      return Number.isNaN(time) ? text : time;
    }
    default:
      return text;
  }
}

function numberValue(text: string): unknown {
  const { kind } = typeOfText(text);
  if (kind === "bigint") return writtenInteger(text);
  return kind === "float64" ? Number(text) : text;
}

function readOther(type: DataType, text: string): unknown {
  switch (type.kind) {
    case "decimal":
      return decimalOfText(text, type.precision, type.scale);
    case "bytes":
      return bytesOfText(text);
    case "vector":
    case "list":
    case "struct":
      return jsonOfText(type, text);
    default:
      return text;
  }
}

function inferredInteger(text: string): number | undefined {
  const value = Number(text);
  return /^-?(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(value) && text !== "-0" ? value : undefined;
}

function declaredInteger(text: string, greatest: number, least: number): number | undefined {
  const value = Number(text);
  return /^[+-]?\d+$/.test(text) && value <= greatest && value >= least ? value : undefined;
}

function declaredNumber(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  return text === "NaN" || text === "Infinity" || text === "-Infinity" ? Number(text) : undefined;
}

/** A number while a double holds all its digits, else normalised text. */
function decimalOfText(text: string, precision: number, scale: number): number | string | undefined {
  const match = /^([+-]?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text);
  if (match === null || !/\d/.test(text)) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  if (fraction.length > scale || whole.length > precision - scale) return undefined;
  if (precision <= exactDecimalDigits) return Number(text);
  const point = scale > 0 ? `.${fraction.padEnd(scale, "0")}` : "";
  return `${sign === "-" ? "-" : ""}${whole === "" ? "0" : whole}${point}`;
}

function bytesOfText(text: string): Uint8Array | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function jsonOfText(type: DataType, text: string): unknown {
  try {
    return jsonForm(type, parseJson(text), true);
  } catch {
    return undefined;
  }
}

/**
 * What a column of a type keeps of a value of JSON, as `readText` of a text. Undefined where it does not fit.
 *
 * @param declared Whether the user said the type: doubles then take the nearest one of an integer of more digits.
 */
export function jsonForm(type: DataType, value: unknown, declared: boolean): unknown {
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? Number(value) : undefined;
    case "int32":
      return typeof value === "number" && (value | 0) === value ? value : undefined;
    case "int64":
      return Number.isSafeInteger(value) ? value : undefined;
    case "float64":
      return float(value, declared);
    case "string":
      return typeof value === "string" ? value : undefined;
    case "bigint":
      return integer(value);
    case "timestamp":
    case "date":
      return time(value, type.kind);
    case "vector":
      return vectorForm(type.size, value);
    case "list":
    case "struct":
      return nestedValue(type, value, itemForm);
    case "any":
      return value;
    default:
      return typeof value === "object" ? undefined : readText(type, String(value), true);
  }
}

function vectorForm(size: number, value: unknown): Float64Array | undefined {
  if (!Array.isArray(value) || value.length !== size) return undefined;
  const numbers = value.map((item) => float(item, true));
  return numbers.includes(undefined) ? undefined : Float64Array.from(numbers as number[]);
}

/** Items are kept as rows have them, where columns have numbers for truth. */
function itemForm(type: DataType, value: unknown): unknown {
  if (type.kind === "boolean") return typeof value === "boolean" ? value : undefined;
  return jsonForm(type, value, true);
}

/** An integer that a double does not hold fits only where the user said float64. */
function float(value: unknown, declared: boolean): number | undefined {
  if (typeof value === "number") return value;
  // As they are written by `nonFinite: "text"`, and by Spark.
  if (declared && (value === "NaN" || value === "Infinity" || value === "-Infinity")) return Number(value);
  if (typeof value !== "bigint") return undefined;
  return declared || BigInt(Number(value)) === value ? Number(value) : undefined;
}

function integer(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : undefined;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

function time(value: unknown, kind: "timestamp" | "date"): number | undefined {
  const timeMs = typeof value === "string" ? timeOfText(value) : value;
  if (typeof timeMs !== "number" || !Number.isFinite(timeMs)) return undefined;
  return kind === "date" && timeMs % 86_400_000 !== 0 ? undefined : timeMs;
}
