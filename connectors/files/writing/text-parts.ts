import { type Batch, type FileSystem, type FileWriter, fileSystemOf, type Schema } from "../../../core/io/mod.ts";
import { inOrder } from "../in-order.ts";
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
  /** Packs what is to be written, a piece at a time; pieces behind one another unpack to all of it. */
  readonly pack?: (bytes: Uint8Array) => Uint8Array;
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
  const { header, pack } = encoder;
  const queue = inOrder();
  const writer = queue.run(create);
  const pieces = pack === undefined ? undefined : packedPieces(pack);
  let sizeBytes = 0;
  let finished: Promise<string> | undefined;
  const put = (bytes: Uint8Array): Promise<void> => {
    sizeBytes += bytes.length;
    return queue.run(async () => (await writer).write(bytes));
  };
  const append = (bytes: Uint8Array): Promise<void> => {
    const packed = pieces === undefined ? bytes : pieces.add(bytes);
    return packed === undefined ? queue.run(async () => undefined) : put(packed);
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
      if (finished === undefined && pieces !== undefined) void put(pieces.end());
      finished ??= queue.run(async () => (await writer).finish());
      return finished;
    },
    abort: async () => {
      await queue.settled().catch(() => undefined);
      await (await writer.catch(() => undefined))?.abort();
    },
  };
}

/** Enough for a packer to find what comes again, and little enough to be held for each file. */
const pieceBytes = 2 ** 18;

/** Bytes that are packed together. */
export function packedPieces(pack: (bytes: Uint8Array) => Uint8Array): {
  add(bytes: Uint8Array): Uint8Array | undefined;
  end(): Uint8Array;
} {
  let held: Uint8Array[] = [];
  let sizeBytes = 0;
  let isBegun = false;
  const end = (): Uint8Array => {
    const all = new Uint8Array(sizeBytes);
    let at = 0;
    for (const bytes of held) {
      all.set(bytes, at);
      at += bytes.length;
    }
    held = [];
    sizeBytes = 0;
    // A file of nothing is packed as well: its first bytes tell what it is.
    const packed = all.length === 0 && isBegun ? all : pack(all);
    isBegun = true;
    return packed;
  };
  return {
    add: (bytes) => {
      held.push(bytes);
      sizeBytes += bytes.length;
      return sizeBytes < pieceBytes ? undefined : end();
    },
    end,
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
