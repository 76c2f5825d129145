import type { Batch, FileSystem, FileWriter, Schema } from "../../core/io/mod.ts";
import { fileSystemOf, makeBatch, rowSchema } from "../../core/io/mod.ts";
import { commonType, inOrder, nothing, type PartOutput, type PartPlace } from "../files/mod.ts";
import { codecOf, defaultCompression } from "./encode/compress.ts";
import type { FileEncoder } from "./encode/file.ts";
import { fileEncoder } from "./encode/file.ts";
import { openFile } from "./file.ts";
import type { ParquetOptions } from "./options.ts";
import { defaultRowGroupRows } from "./options.ts";
import { readRowGroup } from "./row-group.ts";
import { ownSchema } from "./table.ts";

/** Begins a file whose columns are those of `schema`. */
export function parquetOutput(schema: Schema, { path, create }: PartPlace, options: ParquetOptions): PartOutput {
  const codec = codecOf(options.compression ?? defaultCompression);
  const rowGroupRows = options.rowGroupRows ?? defaultRowGroupRows;
  const bloomFilters = options.bloomFilters ?? [];
  const begin = (columns: Schema): Begun => {
    const file = create();
    // Whoever writes first, or gives up, hears of it.
    file.catch(() => undefined);
    return { file, encoder: fileEncoder(columns, { path, codec, rowGroupRows, bloomFilters }) };
  };
  const queue = inOrder();
  let begun = begin(schema);
  let sizeBytes = 0;
  let finished: Promise<string> | undefined;

  const write = async (batch: Batch): Promise<void> => {
    const wider = begun.encoder.outgrownBy(batch);
    if (wider !== undefined) {
      const narrow = await finish(begun);
      begun = begin(wider);
      const files = await fileSystemOf(path);
      await copyRows(files, narrow, wider, write).finally(() => files.delete(narrow));
    }
    for (const block of begun.encoder.append(batch)) {
      sizeBytes += block.length;
      await (await begun.file).write(block);
    }
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    get heldBytes() {
      return begun.encoder.heldBytes;
    },
    // A column that comes later makes the file wider, as a type does.
    misses: () => [],
    write: (batch) => queue.run(() => write(batch)),
    finish: () => {
      finished ??= queue.run(() => finish(begun));
      return finished;
    },
    abort: async () => {
      // A file that is still being made when the run fails has to be there before it can be removed.
      await queue.settled().catch(() => undefined);
      await (await begun.file.catch(() => undefined))?.abort();
    },
  };
}

interface Begun {
  readonly file: Promise<FileWriter>;
  readonly encoder: FileEncoder;
}

async function finish({ file, encoder }: Begun): Promise<string> {
  const writer = await file;
  for (const block of encoder.finish()) await writer.write(block);
  return writer.finish();
}

/** Files as one: row groups are read again and written anew, since types may differ. */
export async function joinFiles(
  temporaries: readonly string[],
  schema: Schema,
  place: PartPlace,
  options: ParquetOptions,
): Promise<string> {
  const joined = parquetOutput(schema, place, options);
  try {
    for (const temporary of temporaries) {
      await copyRows(await fileSystemOf(temporary), temporary, schema, (batch) => joined.write(batch));
    }
    return await joined.finish();
  } catch (error) {
    await joined.abort();
    throw error;
  }
}

/**
 * Row groups that are written cannot widen: they are read again and written anew. That is rare, as types settle with
 * the first values, and costs one more pass.
 */
async function copyRows(
  files: FileSystem,
  narrow: string,
  wider: Schema,
  write: (batch: Batch) => Promise<void>,
): Promise<void> {
  const file = await openFile(files, { path: narrow, sizeBytes: (await files.stat(narrow))!.sizeBytes });
  const stored = ownSchema(file);
  const known = wider.fields.map((field) => {
    const own = stored.fields[stored.index.get(field.name) ?? -1]?.type;
    // A column of any values was written as the one kind that they were of, and is read as that.
    const isOwn = own === undefined || field.type.kind === "any";
    const type = isOwn ? own : own === nothing ? field.type : commonType(own, field.type);
    return { ...field, type: type ?? own ?? field.type };
  });
  const schema = rowSchema([...known, ...stored.fields.filter(({ name }) => !wider.index.has(name))]);
  for (const [group, { rows }] of file.metadata.rowGroups.entries()) {
    const { columns } = await readRowGroup(file, group, schema.fields, {});
    await write(makeBatch(schema, rows, columns));
  }
}
