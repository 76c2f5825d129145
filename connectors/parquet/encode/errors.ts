import type { DataType, Field } from "../../../core/io/mod.ts";
import { typeText } from "../../../core/io/mod.ts";
import { quote } from "../errors.ts";

export function unwritable(value: unknown, field: Field, type: DataType, path: string, cause: unknown): RangeError {
  return new RangeError(
    `Cannot write column ${quote(field.name)} to ${quote(path)} as its values must be of type ${typeText(type)}: ` +
      `got ${shown(value)}; ${remedy(type)}`,
    { cause },
  );
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
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
