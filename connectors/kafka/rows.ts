import { type Batch, missingColumn, type Schema } from "../../core/io/mod.ts";
import { changeKind, rowReader } from "../../core/mod.ts";
import { jsonText, NoText, wholeText } from "../files/mod.ts";
import { headersOf } from "./headers.ts";
import { kindOf } from "./kind-of.ts";
import type { KafkaChoices, KafkaCodec, KafkaFormat, RecordPart } from "./options.ts";

/** A record to be written. */
export interface RowRecord {
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  /** Names and values in turn. */
  readonly headers: readonly (Uint8Array | undefined)[];
  readonly partition: number | undefined;
  readonly timeMs: number | undefined;
}

/** Calls `take` with the record of each row. */
export function eachRecord(batch: Batch, choices: RowChoices, take: (record: RowRecord) => void): void {
  const read = rowReader(batch);
  const { selection, rowCount } = batch;
  const count = selection?.length ?? rowCount;
  for (let k = 0; k < count; k++) take(choices.recordOf(read(selection === undefined ? k : selection[k]!)));
}

/**
 * Calls `take` with what each change does to an upsert topic: a row by its key, a tombstone where it is deleted. What an
 * update takes back is not written, unless its key is another than that of what comes in its place.
 */
export function eachUpsert(batch: Batch, choices: RowChoices, take: (record: RowRecord) => void): void {
  const read = rowReader(batch);
  const { selection, rowCount, kinds } = batch;
  const count = selection?.length ?? rowCount;
  const rowAt = (k: number): number => (selection === undefined ? k : selection[k]!);
  for (let k = 0; k < count; k++) {
    const record = choices.recordOf(read(rowAt(k)));
    const kind = kinds?.[rowAt(k)] ?? changeKind.insert;
    if (kind === changeKind.insert || kind === changeKind.updateAfter) take(record);
    else if (kind === changeKind.delete || !hasKey(choices.recordOf(read(rowAt(k + 1))), record.key!))
      take({ ...record, value: undefined });
  }
}

function hasKey({ key }: RowRecord, other: Uint8Array): boolean {
  return key?.length === other.length && other.every((byte, at) => key[at] === byte);
}

/** How rows become records, by the options. */
export interface RowChoices {
  recordOf(row: unknown): RowRecord;
}

export function rowChoices(options: KafkaChoices, topic: string, name: string): RowChoices {
  const { value = "json", by, columns = {}, schema } = options;
  const key = options.key ?? (by === undefined ? "string" : "json");
  const keyOf =
    by === undefined
      ? options.keyOf
      : (row: unknown) => keyByColumns(row as Readonly<Record<string, unknown>>, { by, key }, name);
  const named = new Map(Object.entries(columns).map(([column, part]) => [part, column]));
  const encodeValue = encoderOf(value, topic, "value", name);
  const encodeKey = encoderOf(key, topic, "key", name);
  const apart = new Set(Object.keys(columns));
  const partOf = (row: unknown, part: RecordPart): unknown => {
    const column = named.get(part);
    return column === undefined ? undefined : (row as Readonly<Record<string, unknown>>)[column];
  };
  const bodyOf = (row: unknown): unknown => {
    if (named.size === 0) return row;
    if (schema === undefined) return (row as { readonly value?: unknown }).value;
    return Object.fromEntries(Object.entries(row as object).filter(([column]) => !apart.has(column)));
  };
  return {
    recordOf: (row) => {
      const keyed = keyOf === undefined ? partOf(row, "key") : keyOf(row as never);
      return {
        key: encodeKey(keyed),
        value: encodeValue(bodyOf(row)),
        headers: headersOf(partOf(row, "headers"), name),
        partition: partOf(row, "partition") as number | undefined,
        timeMs: timeOf(partOf(row, "time"), named.get("time"), name),
      };
    },
  };
}

/**
 * Refuses rows without the columns that options name, where their columns are known before the first is written: else they would be written
 * without a key, or, without a value, as what deletes.
 */
export function requireNamedColumns(options: KafkaChoices, rows: Schema | undefined, name: string): void {
  if (rows?.shape !== "row") return;
  const { columns = {}, by = [], keyOf, schema } = options;
  const wanted = Object.entries(columns)
    .filter(([, part]) => part === "time" || part === "headers" || (part === "key" && keyOf === undefined))
    .map(([column]) => column);
  const missing = [...by, ...wanted].find((column) => !rows.index.has(column));
  if (missing !== undefined)
    throw new TypeError(missingColumn(missing, [...rows.index.keys()], `what ${name} is given`));
  if (Object.keys(columns).length === 0 || schema !== undefined || rows.index.has("value")) return;
  throw new TypeError(
    `Cannot write to ${name} as with columns a row must have what is written in its column "value": got ${[...rows.index.keys()].map((column) => JSON.stringify(column)).join(", ")}; ` +
      "map rows to that, or give schema for values that are made of the other columns",
  );
}

/** One column is the key, of several an object. */
function keyByColumns(
  row: Readonly<Record<string, unknown>>,
  { by, key }: { readonly by: readonly string[]; readonly key: KafkaFormat },
  name: string,
): unknown {
  const missing = by.find((column) => row[column] === null || row[column] === undefined);
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot write to ${name} as each row must have what it is known by: got none in column ${JSON.stringify(missing)}; filter such rows out before`,
    );
  }
  const [first] = by;
  if (key === "string" && typeof row[first!] !== "string") {
    throw new TypeError(
      `Cannot write to ${name} as keys must be texts to be read again as they were: got ${typeof row[first!]} in column ${JSON.stringify(first)}; leave key out for JSON`,
    );
  }
  const only: unknown = by.length === 1 ? row[first!] : undefined;
  if (typeof only === "object" && !(only instanceof Date) && !(only instanceof Uint8Array)) {
    // Read again, an object would be a key of several columns.
    throw new TypeError(
      `Cannot write to ${name} as a key of one column must be a text, a number or the like: got ${kindOf(only)} in column ${JSON.stringify(first)}; name its columns in by`,
    );
  }
  return by.length === 1 ? row[first!] : Object.fromEntries(by.map((column) => [column, row[column]]));
}

const encoder = new TextEncoder();

function timeOf(time: unknown, column: string | undefined, to: string): number | undefined {
  if (time === undefined || time === null) return undefined;
  const timeMs = time instanceof Date ? time.getTime() : typeof time === "bigint" ? Number(time) : time;
  if (typeof timeMs === "number" && Number.isFinite(timeMs)) return Math.floor(timeMs);
  const got = typeof time === "number" ? String(time) : time instanceof Date ? "an invalid Date" : kindOf(time);
  throw new TypeError(
    `Cannot write to ${to} as the time of a record must be a Date or ms since 1970: got ${got} in column ${JSON.stringify(column)}; mend it, or leave it null`,
  );
}

type Encode = (value: unknown) => Uint8Array | undefined;

/** Absent values are records without that part. */
function encoderOf(format: KafkaFormat, topic: string, what: "key" | "value", name: string): Encode {
  const encode = formatEncoder(format, topic, what, name);
  return (value) => (value === undefined || value === null ? undefined : encode(value));
}

function formatEncoder(format: KafkaFormat, topic: string, what: string, name: string): (value: unknown) => Uint8Array {
  const place = (): string => `the ${what} of a record to ${name}`;
  if (format === "json") return (value) => encoder.encode(jsonAt(value, place));
  if (format === "string") return (value) => encoder.encode(wholeText(place, textOf(value, what, name)));
  if (typeof format === "object") {
    return (value) => {
      const bytes: unknown = (format as KafkaCodec).encode(value, topic);
      if (bytes instanceof Uint8Array) return bytes;
      throw new TypeError(
        `Cannot write to ${name} as encode of the codec of ${what} must give bytes: got ${kindOf(bytes)}; ` +
          "give a Uint8Array, of a text new TextEncoder().encode(text)",
      );
    };
  }
  return (value) => {
    if (value instanceof Uint8Array) return value;
    throw new TypeError(
      `Cannot write to ${name} as the ${what} of a record must be bytes: got ${typeof value}; give a Uint8Array, or set ${what} to "json"`,
    );
  };
}

function jsonAt(value: unknown, place: () => string): string {
  try {
    return jsonText(value);
  } catch (cause) {
    throw cause instanceof NoText ? cause.at(place()) : cause;
  }
}

/** What is no text has many. */
function textOf(value: unknown, what: string, name: string): string {
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  throw new TypeError(
    `Cannot write to ${name} as the ${what} of a record must be text: got ${Array.isArray(value) ? "an array" : typeof value}; set ${what} to "json", or map rows to text before`,
  );
}
