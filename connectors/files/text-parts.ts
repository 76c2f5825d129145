import { type Batch, type FileSystem, type FileWriter, fileSystemOf, type Schema } from "../../core/io/mod.ts";
import { inOrder } from "./in-order.ts";
import type { PartFormat, PartOutput, PartPlace } from "./part-format.ts";

/** A format whose files are a header and the bytes of one row after another: they join by putting them end to end. */
export interface TextFormat extends Omit<PartFormat, "begin" | "join" | "takes"> {
  /** Made for each file, with the schema of its first batch. */
  encoder(schema: Schema, path: string): PartEncoder;
}

export interface PartEncoder {
  /** What comes before the first row. */
  readonly header: Uint8Array;
  /** Columns of this schema that keep a batch from standing in the same file. */
  misses(schema: Schema): readonly string[];
  /** The rows that belong to the batch, in memory that nobody writes over. */
  encode(batch: Batch): Uint8Array;
}

export function textParts(format: TextFormat): PartFormat {
  return {
    ...format,
    takes: "views",
    begin: (schema, place) => textOutput(format.encoder(schema, place.path), place),
    join: (temporaries, _schema, place) => joinBytes(temporaries, place),
  };
}

function textOutput(encoder: PartEncoder, { part, create }: PartPlace): PartOutput {
  const { header } = encoder;
  const queue = inOrder();
  const writer = queue.run(create);
  let sizeBytes = 0;
  let finished: Promise<string> | undefined;
  const append = (bytes: Uint8Array): Promise<void> => {
    sizeBytes += bytes.length;
    return queue.run(async () => (await writer).write(bytes));
  };
  if (part === "whole") void append(header);
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    misses: (schema) => encoder.misses(schema),
    // The batch is only valid during the call: its bytes are made now and written in their turn.
    write: (batch) => append(encoder.encode(batch)),
    finish: () => {
      finished ??= queue.run(async () => (await writer).finish());
      return finished;
    },
    abort: async () => {
      await queue.settled().catch(() => undefined);
      await (await writer.catch(() => undefined))?.abort();
    },
  };
}

const copiedBytes = 4 * 2 ** 20;

async function joinBytes(temporaries: readonly string[], { create }: PartPlace): Promise<string> {
  const joined = await create();
  try {
    for (const temporary of temporaries) await copy(await fileSystemOf(temporary), temporary, joined);
    return await joined.finish();
  } catch (error) {
    await joined.abort();
    throw error;
  }
}

async function copy(files: FileSystem, from: string, to: FileWriter): Promise<void> {
  for (let start = 0; ; start += copiedBytes) {
    const bytes = await files.read(from, { start, end: start + copiedBytes });
    if (bytes.length > 0) await to.write(bytes);
    if (bytes.length < copiedBytes) return;
  }
}
