import type { DataType } from "./data-type.ts";
import { isVector } from "./vectors.ts";

/** Whether a value is one of a column's type; absent ones are of every type. */
export function fitsType(type: DataType, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  switch (type.kind) {
    case "boolean":
    case "string":
    case "bigint":
      return typeof value === type.kind;
    case "int32":
      return typeof value === "number" && value === (value | 0);
    case "int64":
      return Number.isSafeInteger(value);
    case "float64":
    case "date":
      return typeof value === "number";
    case "timestamp":
      return type.as === "number" ? typeof value === "number" : value instanceof Date;
    case "decimal":
      return typeof value === "number" || typeof value === "string";
    case "bytes":
      return value instanceof Uint8Array;
    case "vector":
      return isVector(value, type.size);
    case "list":
      return Array.isArray(value) && value.every((item) => fitsType(type.item, item));
    case "struct":
      return (
        typeof value === "object" &&
        type.fields.every((field) => fitsType(field.type, (value as Record<string, unknown>)[field.name]))
      );
    case "any":
      return true;
  }
}
