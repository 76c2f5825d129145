import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { type DataType, shown, typeText } from "../../core/io/mod.ts";
import { jsonText, NoText, wholeText } from "../files/mod.ts";
import type { DuckDbClient } from "./database.ts";

/** A value, which is not null, as a vector takes it; an error says in which column it does not fit. */
export type ValueWriter = (value: unknown, where: () => string) => DuckDBValue;

/** The writer of a type; undefined where values have to be written as text. */
export function valueWriter(type: DuckDBType, client: DuckDbClient): ValueWriter | undefined {
  return plainWriter(type, client) ?? timeWriter(type, client) ?? nestedWriter(type, client);
}

function plainWriter(type: DuckDBType, client: DuckDbClient): ValueWriter | undefined {
  const { DuckDBTypeId: id } = client;
  const bits = bitsOf(type, client);
  if (bits !== undefined) return wholeWriter(type, bits);
  switch (type.typeId) {
    case id.BOOLEAN:
      return (value, where) => (typeof value === "boolean" ? value : misfit(value, type, where));
    case id.FLOAT:
    case id.DOUBLE:
      return (value, where) => (typeof value === "number" ? value : misfit(value, type, where));
    case id.DECIMAL: {
      const { width, scale } = type;
      return (value, where) =>
        new client.DuckDBDecimalValue(unitsOf(value, width, scale) ?? misfit(value, type, where), width, scale);
    }
    case id.VARCHAR:
      // A text is JSON already, as it is read.
      if (type.alias === "JSON")
        return (value, where) => (typeof value === "string" ? wholeText(where, value) : jsonAt(value, where));
      return (value, where) => (typeof value === "string" ? wholeText(where, value) : misfit(value, type, where));
    case id.ENUM: {
      const known = new Set(type.values);
      return (value, where) => (known.has(value as string) ? (value as string) : misfit(value, type, where));
    }
    case id.BLOB:
      return (value, where) =>
        value instanceof Uint8Array ? new client.DuckDBBlobValue(value) : misfit(value, type, where);
    default:
      return undefined;
  }
}

export function jsonAt(value: unknown, where: () => string): string {
  try {
    return jsonText(value);
  } catch (cause) {
    throw cause instanceof NoText ? cause.at(where()) : cause;
  }
}

/** Of a type of whole numbers: the least and the greatest, and whether it takes them as bigint. */
interface Bits {
  readonly least: bigint;
  readonly most: bigint;
  readonly asBigInt: boolean;
}

function bitsOf(type: DuckDBType, { DuckDBTypeId: id }: DuckDbClient): Bits | undefined {
  const signed: Readonly<Record<number, number>> = {
    [id.TINYINT]: 8,
    [id.SMALLINT]: 16,
    [id.INTEGER]: 32,
    [id.BIGINT]: 64,
    [id.HUGEINT]: 128,
  };
  const unsigned: Readonly<Record<number, number>> = {
    [id.UTINYINT]: 8,
    [id.USMALLINT]: 16,
    [id.UINTEGER]: 32,
    [id.UBIGINT]: 64,
    [id.UHUGEINT]: 128,
  };
  const own = signed[type.typeId];
  if (own !== undefined)
    return { least: -(2n ** BigInt(own - 1)), most: 2n ** BigInt(own - 1) - 1n, asBigInt: own > 32 };
  const other = unsigned[type.typeId];
  return other === undefined ? undefined : { least: 0n, most: 2n ** BigInt(other) - 1n, asBigInt: other > 32 };
}

function wholeWriter(type: DuckDBType, { least, most, asBigInt }: Bits): ValueWriter {
  return (value, where) => {
    const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
    const whole = isWhole ? BigInt(value as number | bigint) : undefined;
    if (whole === undefined || whole < least || whole > most) return misfit(value, type, where);
    return asBigInt ? whole : Number(whole);
  };
}

/** A decimal as a count of its smallest unit; undefined where digits would be lost. */
function unitsOf(value: unknown, width: number, scale: number): bigint | undefined {
  if (!["number", "bigint", "string"].includes(typeof value)) return undefined;
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d*?)0*)?$/.exec(String(value)) ?? [];
  if (sign === undefined || fraction.length > scale) return undefined;
  const units = BigInt(`${whole}${fraction.padEnd(scale, "0")}`);
  if (units >= 10n ** BigInt(width)) return undefined;
  return sign === "-" ? -units : units;
}

const dayMs = 86_400_000;

function timeWriter(type: DuckDBType, client: DuckDbClient): ValueWriter | undefined {
  const { DuckDBTypeId: id } = client;
  const written = (make: (ms: number) => DuckDBValue | undefined): ValueWriter => {
    return (value, where) => {
      const ms = value instanceof Date ? value.getTime() : value;
      const made = typeof ms === "number" && Math.abs(ms) <= 8.64e15 ? make(ms) : undefined;
      return made ?? misfit(value, type, where);
    };
  };
  switch (type.typeId) {
    case id.DATE:
      return written((ms) => (ms % dayMs === 0 ? new client.DuckDBDateValue(ms / dayMs) : undefined));
    case id.TIMESTAMP:
      return written((ms) => new client.DuckDBTimestampValue(microsOf(ms)));
    case id.TIMESTAMP_TZ:
      return written((ms) => new client.DuckDBTimestampTZValue(microsOf(ms)));
    case id.TIMESTAMP_MS:
      return written((ms) =>
        Number.isInteger(ms) ? new client.DuckDBTimestampMillisecondsValue(BigInt(ms)) : undefined,
      );
    case id.TIMESTAMP_S:
      return written((ms) => (ms % 1000 === 0 ? new client.DuckDBTimestampSecondsValue(BigInt(ms / 1000)) : undefined));
    case id.TIMESTAMP_NS:
      return written((ms) => new client.DuckDBTimestampNanosecondsValue(microsOf(ms) * 1000n));
    default:
      return undefined;
  }
}

/** Times have no more than microseconds: a double of ms since 1970 holds them exactly enough. */
function microsOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1000n + BigInt(Math.round((ms - whole) * 1000));
}

function nestedWriter(type: DuckDBType, client: DuckDbClient): ValueWriter | undefined {
  const { DuckDBTypeId: id } = client;
  switch (type.typeId) {
    case id.LIST:
    case id.ARRAY: {
      const item = valueWriter(type.valueType, client);
      const length = type.typeId === id.ARRAY ? type.length : undefined;
      const make = length === undefined ? client.listValue : client.arrayValue;
      return item && ((value, where) => make(itemsOf(value, type, item, where, length)));
    }
    case id.STRUCT: {
      const { entryNames } = type;
      const writers = type.entryTypes.map((entry) => valueWriter(entry, client));
      if (!writers.every((one) => one !== undefined)) return undefined;
      return (value, where) => client.structValue(entriesOf(value, type, entryNames, writers, where));
    }
    case id.MAP: {
      const writers = [valueWriter(type.keyType, client), valueWriter(type.valueType, client)];
      if (!writers.every((one) => one !== undefined)) return undefined;
      return (value, where) => {
        if (!Array.isArray(value)) return misfit(value, type, where);
        const entries = value.map((entry) => entriesOf(entry, type, ["key", "value"], writers, where));
        return client.mapValue(entries as { key: DuckDBValue; value: DuckDBValue }[]);
      };
    }
    default:
      return undefined;
  }
}

function itemsOf(
  value: unknown,
  type: DuckDBType,
  item: ValueWriter,
  where: () => string,
  length: number | undefined,
): DuckDBValue[] {
  const items = value instanceof Float64Array ? Array.from(value) : value;
  if (!Array.isArray(items) || (length !== undefined && items.length !== length)) return misfit(value, type, where);
  return items.map((one) => (one === null || one === undefined ? null : item(one, where)));
}

function entriesOf(
  value: unknown,
  type: DuckDBType,
  names: readonly string[],
  writers: readonly ValueWriter[],
  where: () => string,
): Record<string, DuckDBValue> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return misfit(value, type, where);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) return misfit({ [unknown]: "…" }, type, where);
  const given = value as Readonly<Record<string, unknown>>;
  const entries = names.map((name, at) => [name, given[name] == null ? null : writers[at]!(given[name], where)]);
  return Object.fromEntries(entries) as Record<string, DuckDBValue>;
}

function misfit(value: unknown, type: DuckDBType, where: () => string): never {
  const got =
    typeof value === "object" && value !== null && !(value instanceof Date)
      ? jsonText(value, String).slice(0, 80)
      : shown(value);
  throw new TypeError(
    `Cannot write ${where()} as its values must be ${String(type)}: got ${got}; map the rows before, or make the table otherwise`,
  );
}

export function sqlType(type: DuckDBType): string {
  return type.alias ?? String(type);
}

/** The type that a column of a table that is made has. */
export function tableType(type: DataType, values: readonly unknown[], client: DuckDbClient, where: string): DuckDBType {
  switch (type.kind) {
    case "boolean":
      return client.BOOLEAN;
    case "int32":
      return client.INTEGER;
    case "int64":
    case "bigint":
      return client.BIGINT;
    case "float64":
      return client.DOUBLE;
    case "string":
      return client.VARCHAR;
    case "timestamp":
      return client.TIMESTAMP;
    case "date":
      return client.DATE;
    case "bytes":
      return client.BLOB;
    case "decimal":
      if (type.precision <= 38) return client.DECIMAL(type.precision, type.scale);
      throw new TypeError(
        `Cannot make ${where} as decimals of DuckDB have at most 38 digits: got ${typeText(type)}; map it to text, or make the table before`,
      );
    case "vector":
      return client.ARRAY(client.DOUBLE, type.size);
    case "list":
      return client.LIST(
        tableType(
          type.item,
          values.flatMap((value) => value ?? []),
          client,
          where,
        ),
      );
    case "struct": {
      const types = type.fields.map((field) => {
        const own = values.map((value) => (value as Record<string, unknown> | null)?.[field.name] ?? null);
        return tableType(field.type, own, client, where);
      });
      return client.STRUCT(Object.fromEntries(type.fields.map(({ name }, at) => [name, types[at]!])));
    }
    default:
      return typeOfValues(values, client);
  }
}

/** Of values that may be anything: the type of all there are in the first rows; JSON where they differ, or are objects. */
function typeOfValues(values: readonly unknown[], client: DuckDbClient): DuckDBType {
  const kinds = new Set(values.filter((value) => value !== null && value !== undefined).map(kindOf));
  const [kind] = kinds;
  if (kinds.size > 1) return client.DuckDBVarCharType.create("JSON");
  switch (kind) {
    case "boolean":
      return client.BOOLEAN;
    case "number":
      return client.DOUBLE;
    case "bigint":
      return client.BIGINT;
    case "date":
      return client.TIMESTAMP;
    case "bytes":
      return client.BLOB;
    case "object":
      return client.DuckDBVarCharType.create("JSON");
    default:
      return client.VARCHAR;
  }
}

function kindOf(value: unknown): string {
  if (value instanceof Date) return "date";
  return value instanceof Uint8Array ? "bytes" : typeof value;
}

/** Refuses a column whose values could never be those of the table's. */
export function mustFit(type: DataType, into: DuckDBType, name: string, where: string): void {
  const kinds = fitting(String(into));
  if (type.kind === "any" || into.alias === "JSON" || kinds.includes(type.kind)) return;
  throw new TypeError(
    `Cannot write column ${JSON.stringify(name)} to ${where} as it must hold ${String(into)} there: got ${typeText(type)}; map it before, or make the table otherwise`,
  );
}

const numeric: readonly string[] = ["int32", "int64", "float64", "bigint", "decimal"];

function fitting(into: string): readonly string[] {
  if (into === "BOOLEAN") return ["boolean"];
  if (into.endsWith("]") || into.startsWith("MAP")) return ["list", "vector"];
  if (into.startsWith("STRUCT")) return ["struct"];
  if (/INT(EGER)?$|^DECIMAL/.test(into)) return numeric;
  if (into === "FLOAT" || into === "DOUBLE") return ["int32", "int64", "float64", "decimal"];
  if (into === "BLOB") return ["bytes"];
  if (into === "DATE" || into.startsWith("TIMESTAMP")) return ["date", "timestamp"];
  return ["string"];
}
