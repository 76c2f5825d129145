import type { DataType, Field } from "../../../core/io/mod.ts";
import { typeText } from "../../../core/io/mod.ts";
import { halfCharacter, hasHalf } from "../../files/mod.ts";
import { quote } from "../errors.ts";
import { NoJson } from "./dense.ts";

/**
 * @param row Of the file, where known.
 * @param kinds What the values of the column are, by their `typeof`.
 */
export function unwritable(
  {
    value,
    row,
    kinds,
  }: { readonly value: unknown; readonly row: number | undefined; readonly kinds: readonly string[] },
  field: Field,
  type: DataType,
  path: string,
  cause: unknown,
): RangeError {
  const what = `column ${quote(field.name)} to ${quote(path)}`;
  const place = row === undefined ? "" : ` in row ${(row + 1).toLocaleString("en-US")}`;
  if (hasHalf(value)) return halfCharacter(`column ${quote(field.name)}${place} to ${quote(path)}`, value);
  if (cause instanceof NoJson) {
    return new RangeError(
      `Cannot write ${what} as JSON, in which mixed values and plain objects are written, must have them: got ${shown(value)}${place}` +
        jsonRemedy(value, kinds, field.name),
      { cause },
    );
  }
  return new RangeError(
    `Cannot write ${what} as its values must be of type ${typeText(type)}: got ${shown(value)}${place}; ${remedy(type)}`,
    { cause },
  );
}

/** A column of numbers and bigints alone was meant to be of bigints. */
function jsonRemedy(value: unknown, kinds: readonly string[], name: string): string {
  return typeof value === "bigint" && kinds.every((kind) => kind === "number" || kind === "bigint")
    ? `, in a column of ${kinds.join(" and ")}; make all its values bigints and give it that type with schema({ ${quote(name)}: "bigint" }), or map them to text`
    : "; filter such rows out before, map it to null or text, or give the column a type of its own with schema({...})";
}

function shown(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  const text =
    typeof value === "string" || (typeof value === "object" && value !== null) ? jsonOf(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function jsonOf(value: string | object): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) return String(value);
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}n` : each));
}

function remedy(type: DataType): string {
  switch (type.kind) {
    case "int64":
      return "whole numbers below 2^53 fit, larger ones as bigint, others as float64: say so with schema({...})";
    case "decimal":
      return "give it more digits, or round the values first";
    case "timestamp":
    case "date":
      return "leave out rows without a valid time, or use null";
    default:
      return "give the column the type that holds all its values with schema({...})";
  }
}
