import { any, bigint, boolean, type DataType, float64, int64, string } from "../../core/io/mod.ts";

/** The narrowest type that holds a value as it is; undefined for null. */
export function typeOfValue(value: unknown): DataType | undefined {
  switch (typeof value) {
    case "boolean":
      return boolean;
    case "number":
      return Number.isSafeInteger(value) ? int64 : float64;
    case "bigint":
      return BigInt.asIntN(64, value) === value ? bigint : any;
    case "string":
      return string;
    default:
      return value === null ? undefined : any;
  }
}

/** The narrowest type that holds the values of both: int64 → float64, int64 → bigint, all else → any. */
export function widerJson(a: DataType, b: DataType): DataType {
  if (a.kind === b.kind) return a;
  const kinds = `${a.kind} ${b.kind}`;
  if (kinds === "int64 float64" || kinds === "float64 int64") return float64;
  if (kinds === "int64 bigint" || kinds === "bigint int64") return bigint;
  return any;
}

/** What the elements of a column of this type must be in JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
