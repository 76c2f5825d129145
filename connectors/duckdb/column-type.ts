import type { DuckDBType } from "@duckdb/node-api";
import {
  bigint,
  boolean,
  bytes,
  type DataType,
  date,
  decimal,
  float64,
  int32,
  int64,
  string,
  timestamp,
} from "../../core/io/mod.ts";
import type { DuckDbClient } from "./database.ts";
import { quoteName } from "./options.ts";

/** How a column of DuckDB is read. */
export interface ColumnPlan {
  readonly name: string;
  readonly type: DataType;
  /** What is selected for it. */
  readonly sql: string;
}

/**
 * The type of a column of rows.
 *
 * | DuckDB | here |
 * |---|---|
 * | BOOLEAN; integers up to 32 bits signed | boolean; int32 |
 * | UINTEGER, and integers of 64 and more bits | int64: numbers, each checked to be below 2^53; or bigint |
 * | FLOAT, DOUBLE; DECIMAL | float64; decimal |
 * | DATE; TIMESTAMP in any unit, with a time zone or not | date; timestamp |
 * | VARCHAR, JSON, ENUM; BLOB | string; bytes |
 * | LIST, ARRAY; STRUCT; MAP | list; struct; list of structs of key and value |
 * | all others (UUID, TIME, INTERVAL, BIT, UNION, …) | string, as DuckDB writes them |
 */
export function columnPlan(
  name: string,
  type: DuckDBType,
  client: DuckDbClient,
  int64As: "number" | "bigint",
): ColumnPlan {
  const known = dataTypeOf(type, client, int64As === "bigint" ? bigint : int64);
  const quoted = quoteName(name);
  return { name, type: known ?? string, sql: known === undefined ? `CAST(${quoted} AS VARCHAR) AS ${quoted}` : quoted };
}

function dataTypeOf(type: DuckDBType, client: DuckDbClient, whole: DataType): DataType | undefined {
  const { DuckDBTypeId: id } = client;
  switch (type.typeId) {
    case id.BOOLEAN:
      return boolean;
    case id.TINYINT:
    case id.SMALLINT:
    case id.INTEGER:
    case id.UTINYINT:
    case id.USMALLINT:
      return int32;
    case id.UINTEGER:
      return int64;
    case id.BIGINT:
    case id.UBIGINT:
    case id.HUGEINT:
    case id.UHUGEINT:
      return whole;
    case id.FLOAT:
    case id.DOUBLE:
      return float64;
    case id.VARCHAR:
    case id.ENUM:
      return string;
    case id.BLOB:
      return bytes;
    case id.DATE:
      return date;
    case id.TIMESTAMP:
    case id.TIMESTAMP_S:
    case id.TIMESTAMP_MS:
    case id.TIMESTAMP_NS:
    case id.TIMESTAMP_TZ:
      return timestamp;
    default:
      return compoundType(type, client, whole);
  }
}

function compoundType(type: DuckDBType, client: DuckDbClient, whole: DataType): DataType | undefined {
  const { DuckDBTypeId: id } = client;
  switch (type.typeId) {
    case id.DECIMAL: {
      const { width, scale } = type;
      return decimal(width, scale);
    }
    case id.LIST:
    case id.ARRAY: {
      const item = dataTypeOf(type.valueType, client, whole);
      return item && { kind: "list", item };
    }
    case id.STRUCT: {
      const { entryNames, entryTypes } = type;
      return structOf(entryNames, entryTypes, client, whole);
    }
    case id.MAP: {
      const { keyType, valueType } = type;
      const item = structOf(["key", "value"], [keyType, valueType], client, whole);
      return item && { kind: "list", item };
    }
    default:
      return undefined;
  }
}

/** Undefined where one of them has no type here: then all of the column is read as text. */
function structOf(
  names: readonly string[],
  types: readonly DuckDBType[],
  client: DuckDbClient,
  whole: DataType,
): DataType | undefined {
  const fields = types.map((type, at) => ({ name: names[at]!, type: dataTypeOf(type, client, whole) }));
  return fields.every((field): field is { name: string; type: DataType } => field.type !== undefined)
    ? { kind: "struct", fields }
    : undefined;
}
