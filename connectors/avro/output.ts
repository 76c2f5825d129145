import { any, type Batch, type FileWriter, fileSystemOf, rowSchema, type Schema, sameType } from "../../core/io/mod.ts";
import { commonType, inOrder, type PartOutput, type PartPlace } from "../files/mod.ts";
import type { Codec } from "./codec.ts";
import { columnType } from "./column-type.ts";
import { type AvroFile, openAvro } from "./container.ts";
import { type AvroEncoder, avroEncoder, Outgrown, seenTypes } from "./encode.ts";
import { blocksReader } from "./split-reader.ts";

interface Begun {
  readonly file: Promise<FileWriter>;
  readonly encoder: AvroEncoder;
}

/** Begins a file whose columns are those of `declared`; values of any kind get the type of those of the first batch. */
export function avroOutput(declared: Schema, { path, create }: PartPlace, codec: Codec): PartOutput {
  const queue = inOrder();
  let begun: Begun | undefined;
  let sizeBytes = 0;
  let finished: Promise<string> | undefined;

  const append = async ({ file }: Begun, bytes: Uint8Array): Promise<void> => {
    sizeBytes += bytes.length;
    await (await file).write(bytes);
  };
  const begin = async (schema: Schema): Promise<Begun> => {
    // What cannot be written is told before there is a file.
    const encoder = avroEncoder(schema, declared, path, codec);
    begun = { file: create(), encoder };
    await append(begun, encoder.header);
    return begun;
  };
  /** What was written becomes a file whose column holds any values: types settle with the first rows, so this is rare. */
  const widen = async ({ file, encoder }: Begun, column: string): Promise<Begun> => {
    const narrow = await (await file).finish();
    const wider = await begin(withAny(encoder.schema, column));
    const copied = (async () => {
      for await (const batch of storedRows(narrow)) await append(wider, wider.encoder.encode(batch));
    })();
    await copied.finally(async () => (await fileSystemOf(path)).delete(narrow));
    return wider;
  };
  const write = async (batch: Batch): Promise<void> => {
    let to = begun ?? (await begin(seenTypes(batch)));
    for (;;) {
      try {
        return await append(to, to.encoder.encode(batch));
      } catch (cause) {
        if (!(cause instanceof Outgrown)) throw cause;
        to = await widen(to, cause.column);
      }
    }
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    misses: (other) => (other === declared ? [] : others(declared, other)),
    write: (batch) => queue.run(() => write(batch)),
    finish: () => {
      finished ??= queue.run(async () => (await (begun ?? (await begin(declared))).file).finish());
      return finished;
    },
    abort: async () => {
      await queue.settled().catch(() => undefined);
      await (await begun?.file.catch(() => undefined))?.abort();
    },
  };
}

function withAny({ fields }: Schema, column: string): Schema {
  return rowSchema(fields.map((field) => (field.name === column ? { ...field, type: any } : field)));
}

/** Columns that the file does not have, or has too narrow. */
function others(schema: Schema, { fields }: Schema): readonly string[] {
  const fits = ({ name, type }: Schema["fields"][number]): boolean => {
    const own = schema.fields[schema.index.get(name) ?? -1]?.type;
    if (own === undefined) return false;
    const common = own.kind === "any" ? own : commonType(own, type);
    return common !== undefined && sameType(common, own);
  };
  return fields.filter((field) => !fits(field)).map(({ name }) => name);
}

/** Files that one writer ended one after another, as one. */
export async function joinFiles(temporaries: readonly string[], place: PartPlace, codec: Codec): Promise<string> {
  const files = await Promise.all(temporaries.map(openStored));
  const joined = avroOutput(joinedSchema(files), place, codec);
  try {
    for (const temporary of temporaries) for await (const batch of storedRows(temporary)) await joined.write(batch);
    return await joined.finish();
  } catch (error) {
    await joined.abort();
    throw error;
  }
}

/** Of columns whose types differ, one that holds all. */
function joinedSchema(files: readonly AvroFile[]): Schema {
  const fields = new Map<string, Schema["fields"][number]>();
  for (const field of files.flatMap((file) => schemaOf(file).fields)) {
    const before = fields.get(field.name);
    const type = before === undefined ? field.type : (commonType(before.type, field.type) ?? any);
    fields.set(field.name, { ...field, type });
  }
  return rowSchema([...fields.values()]);
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
  const reading = { schema: schemaOf(file), int64: "bigint", start: file.dataStart, end: file.sizeBytes } as const;
  const reader = blocksReader(file, reading, undefined, { batchRows: 8_192, signal: new AbortController().signal });
  try {
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) yield batch;
  } finally {
    await reader.close();
  }
}
