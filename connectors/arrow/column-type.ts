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
  longestVector,
  string,
  timestamp,
} from "../../core/io/mod.ts";
import { nothing } from "../files/mod.ts";
import type { ArrowField, ArrowType } from "./schema.ts";

/** How 64-bit integers are read: numbers below 2^53, or bigint. */
export type Int64As = "number" | "bigint";

/**
 * The type of the values that a column of Arrow holds, whether by a dictionary or not.
 *
 * | Arrow | read as |
 * |---|---|
 * | bool; integers up to 32 bits | boolean; int32, of uint32 int64 |
 * | int64, uint64 | int64: numbers, each checked to be below 2^53; or bigint |
 * | half, float, double | float64 |
 * | decimal | decimal: a number up to 15 digits, else text; any (text) where its scale is below 0 |
 * | date; timestamp | date; timestamp: ms since the epoch, finer digits as a fraction |
 * | time, duration | float64: ms |
 * | utf8, large and view; uuid | string |
 * | binary, large, view, fixed | bytes |
 * | fixed-size list of half, float or double | vector, up to 65,536 long |
 * | lists of other kinds, struct; map | list, struct; the list of its entries, `{ key, value }` |
 * | run-end encoded | what its values are |
 * | arrow.json | any: parsed |
 * | union, null, interval | any; an interval is `{ months, days, ms }` |
 */
export function columnType(field: ArrowField, int64As: Int64As): DataType {
  const { type, children } = field;
  const child = (at: number): DataType => columnType(children[at]!, int64As);
  switch (type.kind) {
    case "boolean":
      return boolean;
    case "int":
      return integerType(type, int64As);
    case "float":
    case "time":
    case "duration":
      return float64;
    case "decimal":
      return isUsual(type) ? decimal(type.precision, type.scale) : any;
    case "date":
      return date;
    case "timestamp":
      return timestamp;
    case "text":
      return field.extension === "arrow.json" ? any : string;
    case "binary":
      return bytes;
    case "fixed":
      return field.extension === "arrow.uuid" && type.width === 16 ? string : bytes;
    case "fixed list":
      return vectorType(type.size, children[0]!) ?? list(child(0));
    case "list":
      return list(child(0));
    case "map": {
      const [key, value] = children[0]!.children;
      return list({
        kind: "struct",
        fields: [
          { name: "key", type: columnType(key!, int64As) },
          { name: "value", type: columnType(value!, int64As) },
        ],
      });
    }
    case "struct":
      return { kind: "struct", fields: children.map(({ name }, at) => ({ name, type: child(at) })) };
    case "run ends":
      return child(1);
    case "null":
      return nothing;
    default:
      return any;
  }
}

/** Lists of so many doubles, as long as a vector may be. */
function vectorType(size: number, { type, dictionary }: ArrowField): DataType | undefined {
  const isVector = type.kind === "float" && dictionary === undefined && size > 0 && size <= longestVector;
  return isVector ? { kind: "vector", size } : undefined;
}

function integerType(
  { bits, signed }: { readonly bits: number; readonly signed: boolean },
  int64As: Int64As,
): DataType {
  if (bits === 64) return int64As === "bigint" ? bigint : int64;
  return bits === 32 && !signed ? int64 : int32;
}

export function isUsual({ precision, scale }: ArrowType & { readonly kind: "decimal" }): boolean {
  return precision >= 1 && precision <= 76 && scale >= 0 && scale <= precision;
}
