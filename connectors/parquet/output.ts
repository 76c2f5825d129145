import type { Batch, FileSystem, FileWriter, Schema } from "../../core/io/mod.ts";
import { fileSystemOf, makeBatch, rowSchema } from "../../core/io/mod.ts";
import { codecOf, defaultCompression } from "./encode/compress.ts";
import type { FileEncoder } from "./encode/file.ts";
import { fileEncoder } from "./encode/file.ts";
import { openFile } from "./file.ts";
import type { ParquetOptions } from "./options.ts";
import { defaultRowGroupRows } from "./options.ts";
import { readRowGroup } from "./row-group.ts";
import { tableOf } from "./table.ts";
import { commonType } from "./widen.ts";

/** A file that is being written, under a temporary name. */
export interface ParquetOutput {
  readonly path: string;
  write(batch: Batch): Promise<void>;
  /** Writes the rest; gives the temporary name. */
  finish(): Promise<string>;
  abort(): Promise<void>;
}

/** Begins a file whose columns are those of `schema`. */
export async function parquetOutput(
  path: string,
  schema: Schema,
  runId: string,
  options: ParquetOptions,
): Promise<ParquetOutput> {
  const files = await fileSystemOf(path);
  const codec = codecOf(options.compression ?? defaultCompression);
  const rowGroupRows = options.rowGroupRows ?? defaultRowGroupRows;
  const begin = async (columns: Schema): Promise<Begun> => ({
    file: await files.write(path),
    encoder: fileEncoder(columns, { path, codec, rowGroupRows, runId }),
  });
  let begun = await begin(schema);

  const write = async (batch: Batch): Promise<void> => {
    const wider = begun.encoder.outgrownBy(batch.schema);
    if (wider !== undefined) {
      const narrow = await finish(begun);
      begun = await begin(wider);
      await copyWidened(files, narrow, wider, write);
    }
    for (const block of begun.encoder.append(batch)) await begun.file.write(block);
  };
  return { path, write, finish: () => finish(begun), abort: () => begun.file.abort() };
}

interface Begun {
  readonly file: FileWriter;
  readonly encoder: FileEncoder;
}

async function finish({ file, encoder }: Begun): Promise<string> {
  for (const block of encoder.finish()) await file.write(block);
  return file.finish();
}

/**
 * Row groups that are written cannot widen: they are read again and written anew. That is rare, as types settle with
 * the first values, and costs one more pass.
 */
async function copyWidened(
  files: FileSystem,
  narrow: string,
  wider: Schema,
  write: (batch: Batch) => Promise<void>,
): Promise<void> {
  const file = await openFile(files, { path: narrow, sizeBytes: (await files.stat(narrow))!.sizeBytes });
  // A column of any values was written as the one kind that they were of.
  const fields = tableOf([file], {}).schema.fields.map((stored, index) => {
    return { ...stored, type: commonType(stored.type, wider.fields[index]!.type) ?? stored.type };
  });
  const schema = rowSchema(fields.map((field, index) => ({ ...wider.fields[index]!, type: field.type })));
  for (const [group, { rows }] of file.metadata.rowGroups.entries()) {
    await write(makeBatch(schema, rows, await readRowGroup(file, group, fields, {})));
  }
  await files.delete(narrow);
}
