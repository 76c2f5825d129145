import { type Batch, fileSystemOf, rowSchema, type Schema } from "../../core/io/mod.ts";
import { joinSettled, type PartOutput, type PartPlace, type SettledFormat, settlingOutput } from "../files/mod.ts";
import type { Codec } from "./codec.ts";
import { columnType } from "./column-type.ts";
import { type AvroFile, openAvro } from "./container.ts";
import { avroEncoder } from "./encode.ts";
import { blocksReader } from "./split-reader.ts";

/** Begins a file whose columns are those of `declared`. */
export function avroOutput(declared: Schema, place: PartPlace, codec: Codec): PartOutput {
  return settlingOutput(declared, place, format(place.path, codec)(declared));
}

/** Files that one writer ended one after another, as one. */
export function joinFiles(temporaries: readonly string[], place: PartPlace, codec: Codec): Promise<string> {
  return joinSettled(temporaries, place, format(place.path, codec));
}

function format(path: string, codec: Codec): (declared: Schema) => SettledFormat {
  return (declared) => ({
    encoder: (schema) => avroEncoder(schema, declared, path, codec),
    schemaOf: async (stored) => schemaOf(await openStored(stored)),
    rowsOf: storedRows,
  });
}

function schemaOf({ fields }: AvroFile): Schema {
  return rowSchema(fields.map(({ name, type }) => ({ name, type: columnType(type, "bigint") })));
}

async function openStored(path: string): Promise<AvroFile> {
  const info = await (await fileSystemOf(path)).stat(path);
  return openAvro({ ...info!, path });
}

/** The rows of a file that was written here. */
async function* storedRows(path: string): AsyncGenerator<Batch, void> {
  const file = await openStored(path);
  const all = { start: file.dataStart, end: file.sizeBytes };
  const reading = { name: path, schema: schemaOf(file), int64: "bigint", ...all } as const;
  const reader = blocksReader(file, reading, undefined, {
    batchRows: 8_192,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
  });
  try {
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) yield batch;
  } finally {
    await reader.close();
  }
}
