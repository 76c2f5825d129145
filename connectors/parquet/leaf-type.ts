import type { DataType } from "../../core/io/mod.ts";
import {
  any,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float64,
  int32,
  int64,
  string,
  timestamp,
} from "../../core/io/mod.ts";
import { nothing } from "../files/mod.ts";
import type { SchemaElement } from "./format/metadata.ts";

/** How INT64 columns are read. `"number"` where all values are below 2^53, as the statistics tell, else bigint. */
export type Int64As = "number" | "bigint";

/**
 * The type of the values that a leaf of a file's schema holds.
 *
 * | stored | read as |
 * |---|---|
 * | BOOLEAN | boolean |
 * | INT32, 8- and 16-bit integers | int32 |
 * | unsigned 32-bit integers, INT64 | int64: numbers, each checked to be below 2^53; or bigint |
 * | FLOAT, DOUBLE, half floats | float64 |
 * | DATE; TIMESTAMP, INT96 | date; timestamp: ms since the epoch, finer digits as a fraction |
 * | TIME | float64: ms since midnight |
 * | DECIMAL | decimal: a number up to 15 digits, else text |
 * | STRING, ENUM, UUID | string |
 * | JSON | any: parsed |
 * | other byte arrays | bytes |
 */
export function leafType(element: SchemaElement, int64As: Int64As): DataType {
  const { physical, logical } = element;
  switch (logical?.kind) {
    case "decimal":
      if (!(logical.precision >= 1 && logical.scale >= 0 && logical.scale <= logical.precision)) {
        throw new RangeError(`a decimal of ${logical.precision} digits, ${logical.scale} after the point`);
      }
      return decimal(logical.precision, logical.scale);
    case "date":
      return date;
    case "timestamp":
      return timestamp;
    case "time":
    case "float16":
      return float64;
    case "string":
    case "enum":
    case "uuid":
      return string;
    case "json":
      return any;
    case "null":
      return nothing;
    case "integer":
      if (physical === "INT32" && !logical.signed && logical.bits === 32) return int64;
  }
  switch (physical) {
    case "BOOLEAN":
      return boolean;
    case "INT32":
      return int32;
    case "INT64":
      return int64As === "bigint" ? bigint : int64;
    case "INT96":
      return timestamp;
    case "FLOAT":
    case "DOUBLE":
      return float64;
    default:
      return bytes;
  }
}
