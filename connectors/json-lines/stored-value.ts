import type { DataType } from "../../core/io/mod.ts";
import { readText, timeOfText } from "../files/mod.ts";
import type { JsonColumn } from "./column.ts";
import { isObject } from "./json-value.ts";

/**
 * What a column keeps of a value of JSON: a number for all of layout float64, int32 and uint8, else the value itself.
 * Undefined where its batch must widen, or its line is a bad record.
 */
export function storedValue({ type, planned, declared }: JsonColumn, value: unknown): unknown {
  if (type === planned) return fitted(type, value, declared);
  const own = planned.kind === "boolean" ? value : (fitted(planned, value, false) ?? value);
  if (type.kind === "any") return own;
  // Integers that came from the text of a bigint stay that, also where a double would hold them.
  return type.kind === "float64" && typeof own !== "number" ? undefined : fitted(type, own, false);
}

function fitted(type: DataType, value: unknown, declared: boolean): unknown {
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
