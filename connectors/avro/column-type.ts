import {
  any,
  bigint,
  boolean,
  bytes,
  type DataType,
  date,
  decimal,
  float64,
  int32,
  int64,
  list,
  string,
  struct,
  timestamp,
} from "../../core/io/mod.ts";
import { nothing } from "../files/mod.ts";
import type { AvroType } from "./schema.ts";

/** How `long` is read: numbers below 2^53, or bigint. */
export type Int64As = "number" | "bigint";

/**
 * The type of the values that a type of Avro holds.
 *
 * | Avro | read as |
 * |---|---|
 * | boolean, int, float and double, string and enum, bytes and fixed | boolean, int32, float64, string, bytes |
 * | long | int64: numbers, each checked to be below 2^53; or bigint |
 * | date; timestamp | date; timestamp: ms since the epoch, finer digits as a fraction |
 * | time | float64: ms since midnight |
 * | decimal | decimal: a number up to 15 digits, else text |
 * | uuid | string |
 * | array, record | list, struct; any where it holds itself |
 * | map | any: an object |
 * | union of null and one other | that, null where it is null |
 * | other unions | any |
 */
export function columnType(type: AvroType, int64As: Int64As, within: readonly AvroType[] = []): DataType {
  if (within.includes(type)) return any;
  const inner = (one: AvroType): DataType => columnType(one, int64As, [...within, type]);
  switch (type.kind) {
    case "boolean":
      return boolean;
    case "int":
      return type.logical?.kind === "date" ? date : type.logical === undefined ? int32 : float64;
    case "long":
      if (type.logical?.kind === "timestamp") return timestamp;
      return type.logical !== undefined ? float64 : int64As === "bigint" ? bigint : int64;
    case "float":
    case "double":
      return float64;
    case "string":
    case "enum":
      return string;
    case "bytes":
    case "fixed":
      if (type.logical?.kind === "decimal") return decimal(type.logical.precision, type.logical.scale);
      return type.logical?.kind === "uuid" ? string : bytes;
    case "array":
      return holdsItself(type, []) ? any : list(inner(type.items));
    case "record":
      return holdsItself(type, [])
        ? any
        : struct(Object.fromEntries(type.fields.map((field) => [field.name, inner(field.type)])));
    case "union": {
      const others = type.branches.filter(({ kind }) => kind !== "null");
      return others.length === 1 ? inner(others[0]!) : others.length === 0 ? nothing : any;
    }
    case "null":
      return nothing;
    default:
      return any;
  }
}

function holdsItself(type: AvroType, within: readonly AvroType[]): boolean {
  if (within.includes(type)) return true;
  const inner = [...within, type];
  switch (type.kind) {
    case "record":
      return type.fields.some((field) => holdsItself(field.type, inner));
    case "array":
      return holdsItself(type.items, inner);
    case "map":
      return holdsItself(type.values, inner);
    case "union":
      return type.branches.some((branch) => holdsItself(branch, inner));
    default:
      return false;
  }
}
