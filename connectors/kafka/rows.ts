import type { Batch } from "../../core/io/mod.ts";
import { changeKind, rowReader } from "../../core/mod.ts";
import { jsonText } from "../files/mod.ts";
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

const none: readonly never[] = [];

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
        headers: headersOf(partOf(row, "headers")),
        partition: partOf(row, "partition") as number | undefined,
        timeMs: timeOf(partOf(row, "time")),
      };
    },
  };
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
  return by.length === 1 ? row[first!] : Object.fromEntries(by.map((column) => [column, row[column]]));
}

const encoder = new TextEncoder();

function headersOf(headers: unknown): readonly (Uint8Array | undefined)[] {
  if (headers === undefined || headers === null) return none;
  return Object.entries(headers).flatMap(([name, value]) => [
    encoder.encode(name),
    value === null || value === undefined ? undefined : encoder.encode(String(value)),
  ]);
}

function timeOf(time: unknown): number | undefined {
  return time === undefined || time === null ? undefined : Math.floor(Number(time));
}

type Encode = (value: unknown) => Uint8Array | undefined;

/** Absent values are records without that part. */
function encoderOf(format: KafkaFormat, topic: string, what: "key" | "value", name: string): Encode {
  const encode = formatEncoder(format, topic, what, name);
  return (value) => (value === undefined || value === null ? undefined : encode(value));
}

function formatEncoder(format: KafkaFormat, topic: string, what: string, name: string): (value: unknown) => Uint8Array {
  if (format === "json") return (value) => encoder.encode(jsonText(value));
  if (format === "string") return (value) => encoder.encode(textOf(value, what, name));
  if (typeof format === "object") return (value) => (format as KafkaCodec).encode(value, topic);
  return (value) => {
    if (value instanceof Uint8Array) return value;
    throw new TypeError(
      `Cannot write to ${name} as the ${what} of a record must be bytes: got ${typeof value}; give a Uint8Array, or set ${what} to "json"`,
    );
  };
}

/** What is no text has many. */
function textOf(value: unknown, what: string, name: string): string {
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  throw new TypeError(
    `Cannot write to ${name} as the ${what} of a record must be text: got ${Array.isArray(value) ? "an array" : typeof value}; set ${what} to "json", or map rows to text before`,
  );
}
