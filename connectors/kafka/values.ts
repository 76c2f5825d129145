import {
  any,
  type BadRecord,
  type Batch,
  bytes as bytesType,
  type Column,
  type DataType,
  decodeUtf8,
  dictionaryOf,
  int32,
  int64,
  makeBatch,
  type ReadContext,
  rowSchema,
  type Schema,
  string,
  timestamp,
  typedColumn,
  valueSchema,
} from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import { parseJson } from "../files/mod.ts";
import { headersAt } from "./headers.ts";
import { nextNotAscii } from "./kernels/not-ascii.ts";
import type { RecordTable } from "./kernels/records.ts";
import type { KafkaChoices, KafkaFormat, RecordPart } from "./options.ts";

/** The columns of what is read: of the value, then of the other parts. */
export function readSchema({ value = "json", key = "string", schema, columns }: KafkaChoices): Schema {
  if (columns === undefined) return schema ?? valueSchema(typeOf(value));
  const fields = schema?.fields ?? [{ name: "value", type: typeOf(value) }];
  return rowSchema([
    ...fields,
    ...Object.entries(columns).map(([name, part]) => ({ name, type: part === "key" ? typeOf(key) : partTypes[part] })),
  ]);
}

const partTypes: Readonly<Record<Exclude<RecordPart, "key">, DataType>> = {
  headers: any,
  time: timestamp,
  partition: int32,
  offset: int64,
  topic: string,
};

function typeOf(format: KafkaFormat): DataType {
  return format === "string" ? string : format === "bytes" ? bytesType : any;
}

/** Rows of a table, from `from` to before `to`. */
export interface TableRows {
  readonly table: RecordTable;
  readonly from: number;
  readonly to: number;
  readonly topic: string;
  readonly partition: number;
}

/** What makes batches of records. */
export interface RecordColumns {
  readonly schema: Schema;
  batch(rows: TableRows): Batch;
}

/**
 * @param wanted Of the columns; those that are not are not made.
 * @param name For errors.
 */
export function recordColumns(
  options: KafkaChoices,
  wanted: readonly string[] | undefined,
  name: string,
  onBadRecord: ReadContext["onBadRecord"],
): RecordColumns {
  const all = readSchema(options);
  const isWanted = (column: string): boolean =>
    all.shape === "value" || wanted === undefined || wanted.includes(column);
  const schema = all.shape === "value" ? all : rowSchema(all.fields.filter(({ name: column }) => isWanted(column)));
  const { columns = {} } = options;
  const batch = (rows: TableRows): Batch => {
    const bad = new Map<number, string>();
    const values = valueColumns(options, schema, rows, bad);
    const made = schema.fields.map(
      ({ name: column }) =>
        (Object.hasOwn(columns, column) && all.shape === "row" ? undefined : values.get(column)) ??
        partColumn(columns[column]!, options, rows, bad),
    );
    const count = rows.to - rows.from;
    if (bad.size === 0) return makeBatch(schema, count, made);
    for (const [row, reason] of [...bad].sort(([a], [b]) => a - b)) onBadRecord(badRecord(rows, row, reason, name));
    const selection = Int32Array.from({ length: count }, (_, row) => row).filter((row) => !bad.has(row));
    return selection.length === 0 ? makeBatch(rowSchema([]), 0, []) : makeBatch(schema, count, made, { selection });
  };
  return { schema, batch };
}

/** Why a row is a bad one, by row of the batch. */
export type Bad = Map<number, string>;

export function valueColumns(
  { value = "json", schema: declared }: KafkaChoices,
  schema: Schema,
  rows: TableRows,
  bad: Bad,
): ReadonlyMap<string, Column> {
  if (declared === undefined) {
    const isWanted = schema.index.has("value");
    return new Map(isWanted ? [["value", formatted(value, "value", rows, bad)]] : []);
  }
  const own = declared.fields.filter(({ name }) => schema.index.has(name));
  if (own.length === 0) return new Map<string, Column>();
  const read = formatted(value, "value", rows, bad).values as readonly unknown[];
  for (const [row, object] of read.entries()) {
    if ((typeof object === "object" && object !== null) || bad.has(row)) continue;
    bad.set(row, `it must have a value that is an object: got ${object === null ? "none" : typeof object}`);
  }
  return new Map(
    own.map(({ name, type }) => {
      const misfit = (row: number, reason: string): void =>
        void (bad.has(row) || bad.set(row, `${reason} in column ${JSON.stringify(name)}`));
      const values = read.map((object) => (object as Readonly<Record<string, unknown>> | null)?.[name]);
      return [name, typedColumn(type, values, misfit)] as const;
    }),
  );
}

function partColumn(
  part: RecordPart,
  { key = "string", headers = "string" }: KafkaChoices,
  rows: TableRows,
  bad: Bad,
): Column {
  const { table, from, to, topic, partition } = rows;
  switch (part) {
    case "key":
      return formatted(key, "key", rows, bad);
    case "time":
      return { type: timestamp, layout: "float64", values: table.times.subarray(from, to), validity: undefined };
    case "offset":
      return { type: int64, layout: "float64", values: table.offsets.subarray(from, to), validity: undefined };
    case "partition":
      return { type: int32, layout: "int32", values: new Int32Array(to - from).fill(partition), validity: undefined };
    case "topic": {
      const codes = new Int32Array(to - from);
      return { type: string, layout: "dictionary", codes, dictionary: dictionaryOf([topic]), validity: undefined };
    }
    case "headers": {
      const values = Array.from({ length: to - from }, (_, row) => {
        const read = headersAt(table.bytes, table.headerStarts[from + row]!, headers);
        if (read === undefined && !bad.has(row)) bad.set(row, "names of its headers must be UTF-8: got other bytes");
        return read;
      });
      return { type: any, layout: "values", values, validity: undefined };
    }
  }
}

/** Keys or values as a column; one that is not there is absent. */
export function formatted(
  format: KafkaFormat,
  of: "key" | "value",
  { table, from, to, topic }: TableRows,
  bad: Bad,
): Column & { readonly values?: unknown } {
  const { bytes } = table;
  const starts = (of === "key" ? table.keyStarts : table.valueStarts).subarray(from, to);
  const lengths = (of === "key" ? table.keyLengths : table.valueLengths).subarray(from, to);
  if (format === "string") {
    const next = (start: number): number => nextNotAscii(bytes, starts, lengths, start);
    for (let row = next(0); row < lengths.length; row = next(row + 1)) {
      const own = bytes.subarray(starts[row]!, starts[row]! + lengths[row]!);
      if (!isUtf8(own) && !bad.has(row)) bad.set(row, `its ${of} must be UTF-8: got other bytes (see ${of}: "bytes")`);
    }
    const validity = presence(lengths);
    // Absent texts have a length of 0, as all readers of columns may expect.
    return {
      type: string,
      layout: "utf8",
      bytes,
      starts,
      lengths: validity === undefined ? lengths : lengths.map(atLeast0),
      validity,
    };
  }
  const decode = decoderOf(format, bytes, topic);
  const values = Array.from({ length: to - from }, (_, row) => {
    if (lengths[row]! < 0) return null;
    try {
      return decode(starts[row]!, lengths[row]!);
    } catch (error) {
      bad.set(
        row,
        `its ${of} must be ${format === "json" ? "JSON" : "what its codec decodes"}: got ${messageOf(error)}`,
      );
      return null;
    }
  });
  return { type: typeOf(format), layout: "values", values, validity: undefined };
}

function atLeast0(length: number): number {
  return Math.max(0, length);
}

function decoderOf(
  format: Exclude<KafkaFormat, "string">,
  bytes: Uint8Array,
  topic: string,
): (start: number, length: number) => unknown {
  // What is kept must not keep all that was fetched.
  if (format === "bytes") return (start, length) => bytes.slice(start, start + length);
  if (format === "json") return (start, length) => parseJson(wholeUtf8(bytes, start, length));
  return (start, length) => (format as KafkaCodec).decode(bytes.slice(start, start + length), topic);
}

/** U+FFFD is what decoding makes of bytes that are no UTF-8, and a character like others. */
function wholeUtf8(bytes: Uint8Array, start: number, length: number): string {
  const text = decodeUtf8(bytes, start, length);
  if (text.includes("\ufffd") && !isUtf8(bytes.subarray(start, start + length)))
    throw new Error("bytes that are no UTF-8");
  return text;
}

type KafkaCodec = Extract<KafkaFormat, { decode: unknown }>;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function presence(lengths: Int32Array): Uint8Array | undefined {
  if (!lengths.some((length) => length < 0)) return undefined;
  const bits = new Uint8Array((lengths.length + 7) >> 3);
  for (let row = 0; row < lengths.length; row++) if (lengths[row]! >= 0) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

export function badRecord(
  { table, from, partition, topic }: TableRows,
  row: number,
  reason: string,
  source: string,
): BadRecord {
  const position = `partition ${partition}, offset ${table.offsets[from + row]!.toLocaleString("en-US")}`;
  const [start, length] = [table.valueStarts[from + row]!, table.valueLengths[from + row]!];
  const text = length < 0 ? "" : decodeUtf8(table.bytes, start, Math.min(length, 300));
  const message =
    `Cannot read the record at ${position} of topic ${topic} as ${reason}; ` +
    'mend what writes it, or say from(kafka(…), { onError: "skip" }) or deadLetter(sink)';
  return { source, position, text, message };
}
