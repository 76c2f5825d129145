import type { DataType } from "../../core/io/mod.ts";
import { readText, timeOfText } from "../files/mod.ts";
import { isObject } from "./json-value.ts";

/**
 * What a column keeps of a value of JSON: a number for all of layout float64, int32 and uint8, else the value itself.
 * Undefined where it does not fit the type.
 */
export function storedValue(type: DataType, value: unknown, declared: boolean): unknown {
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
    case "list":
      return Array.isArray(value) ? value : undefined;
    case "struct":
      return isObject(value) ? value : undefined;
    case "any":
      return value;
    default:
      return typeof value === "object" ? undefined : readText(type, String(value), true);
  }
}

/** An integer that a double does not hold fits only where the user said float64. */
function float(value: unknown, declared: boolean): number | undefined {
  if (typeof value === "number") return value;
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
