import { type BadRecord, type Batch, fileSystemOf, rowSchema, type Schema } from "../../core/io/mod.ts";
import { joinSettled, type PartOutput, type PartPlace, type SettledFormat, settlingOutput } from "../files/mod.ts";
import { type ArrowFile, openArrow } from "./container.ts";
import { arrowEncoder, type WrittenForm } from "./encode.ts";
import { batchesReader } from "./split-reader.ts";
import { fieldsOf } from "./table.ts";

/** Begins a file whose columns are those of `declared`. */
export function arrowOutput(declared: Schema, place: PartPlace, form: WrittenForm): PartOutput {
  return settlingOutput(declared, place, format(place.path, form)(declared));
}

/** Files that one writer ended one after another, as one. */
export function joinFiles(temporaries: readonly string[], place: PartPlace, form: WrittenForm): Promise<string> {
  return joinSettled(temporaries, place, format(place.path, form));
}

function format(path: string, form: WrittenForm): (declared: Schema) => SettledFormat {
  return (declared) => ({
    encoder: (schema) => arrowEncoder(schema, declared, path, form),
    schemaOf: async (stored) => schemaOf(await openStored(stored)),
    rowsOf: storedRows,
  });
}

function schemaOf(file: ArrowFile): Schema {
  return rowSchema(fieldsOf(file, undefined));
}

async function openStored(path: string): Promise<ArrowFile> {
  const info = await (await fileSystemOf(path)).stat(path);
  return openArrow({ ...info!, path });
}

/** The rows of a file that was written here. */
async function* storedRows(path: string): AsyncGenerator<Batch, void> {
  const file = await openStored(path);
  const onBadRecord = ({ message }: BadRecord): never => {
    throw new SyntaxError(message);
  };
  const context = { batchRows: 2 ** 27, signal: new AbortController().signal, onBadRecord };
  const split = { start: file.dataStart, end: file.sizeBytes };
  const reader = batchesReader(
    file,
    split,
    { name: path, schema: schemaOf(file), int64: "number" },
    undefined,
    context,
  );
  try {
    for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) yield batch;
  } finally {
    await reader.close();
  }
}
