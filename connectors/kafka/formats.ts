import { rowSchema, type Schema, valueSchema, type WebAbortSignal } from "../../core/io/mod.ts";
import { isMessageFormat, type MessageReader, type MessageTypes, type MessageWriter } from "../files/mod.ts";
import type { KafkaChoices, KafkaCodec, KafkaFormat } from "./options.ts";
import type { FetchedRecords } from "./record-table.ts";

/** Options whose formats read and write by themselves. */
export interface OpenFormats {
  readonly options: KafkaChoices;
  /** Waits for what is needed to read these records; undefined where it is there. */
  ready(records: FetchedRecords): Promise<void> | undefined;
}

/** Formats as they are read. */
export function readFormats(options: KafkaChoices, topic: string, signal: WebAbortSignal): OpenFormats {
  const open = (format: KafkaFormat | undefined, part: "key" | "value"): MessageReader | undefined =>
    isMessageFormat(format) ? format.reader({ topic, part, signal }) : undefined;
  const { by, columns = {} } = options;
  const isKeyRead = by !== undefined || Object.values(columns).includes("key");
  const [key, value] = [isKeyRead ? open(options.key, "key") : undefined, open(options.value, "value")];
  if (key === undefined && value === undefined) return { options, ready: () => undefined };
  const opened = { ...options, ...(key && { key: readOnly(key) }), ...(value && { value: readOnly(value) }) };
  const ready = async ({ table }: FetchedRecords): Promise<void> => {
    const { bytes, rows } = table;
    for (const [reader, starts, lengths] of [
      [key, table.keyStarts, table.keyLengths],
      [value, table.valueStarts, table.valueLengths],
    ] as const) {
      for (let row = 0; reader !== undefined && row < rows; row++) {
        if (lengths[row]! < 0) continue;
        const waiting = reader.ready(bytes.subarray(starts[row]!, starts[row]! + lengths[row]!));
        if (waiting !== undefined) await waiting;
      }
    }
  };
  return { options: opened, ready };
}

function readOnly(reader: MessageReader): KafkaCodec {
  return { decode: (bytes) => reader.decode(bytes), encode: mustRead };
}

function mustRead(): never {
  throw new TypeError("Cannot write by a format that was opened to read by; this is a defect of Millrace");
}

/** Formats as they are written: what refuses the rows does so before the first. */
export async function writtenFormats(
  options: KafkaChoices,
  topic: string,
  signal: WebAbortSignal,
  rows: Schema | undefined,
): Promise<KafkaChoices> {
  const open = async (
    format: KafkaFormat | undefined,
    part: "key" | "value",
    types: MessageTypes,
  ): Promise<KafkaFormat | undefined> =>
    isMessageFormat(format) ? writeOnly(await format.writer({ topic, part, signal }, types)) : format;
  const { keyOf, columns = {} } = options;
  const isKeyWritten = options.by !== undefined || keyOf !== undefined || Object.values(columns).includes("key");
  const key = isKeyWritten ? await open(options.key, "key", keyTypes(options, rows)) : undefined;
  const value = await open(options.value, "value", valueTypes(options, rows));
  return { ...options, ...(key && { key }), ...(value && { value }) };
}

function writeOnly(writer: MessageWriter): KafkaCodec {
  return { decode: mustWrite, encode: (value) => writer.encode(value) };
}

function mustWrite(): never {
  throw new TypeError("Cannot read by a format that was opened to write by; this is a defect of Millrace");
}

/** The columns of values: those that no other part of records has. */
function valueTypes({ columns, schema }: KafkaChoices, rows: Schema | undefined): MessageTypes {
  if (rows === undefined || rows.shape === "value" || columns === undefined) return rows;
  const own = rows.fields.filter(({ name }) => !Object.hasOwn(columns, name));
  if (schema !== undefined) return rowSchema(own);
  const value = own.find(({ name }) => name === "value");
  if (value === undefined) return undefined;
  return value.type.kind === "struct" ? rowSchema(value.type.fields) : valueSchema(value.type);
}

function keyTypes({ by, columns = {}, keyOf }: KafkaChoices, rows: Schema | undefined): MessageTypes {
  const names = by ?? Object.keys(columns).filter((name) => columns[name] === "key");
  const fields = rows?.fields.filter(({ name }) => names.includes(name)) ?? [];
  if (keyOf !== undefined || rows?.shape !== "row" || fields.length < names.length) return undefined;
  return fields.length === 1 ? valueSchema(fields[0]!.type) : rowSchema(fields);
}
