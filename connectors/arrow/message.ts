import { FlatTable } from "./flat-table.ts";
import { messageEnd } from "./message-end.ts";

/** A message: what it says, and how many bytes of values follow. */
export interface Message {
  readonly kind: "schema" | "dictionary" | "batch" | "other";
  readonly content: FlatTable;
  readonly bodyBytes: number;
  /** From version 5 on unions have no bits of what is there. */
  readonly version: number;
  /** Where what it says ends, but for padding. */
  readonly end: number;
}

export type BufferCodec = "lz4" | "zstd" | undefined;

/** Where the values of a batch lie behind its message. */
export interface BatchPlan {
  readonly rows: number;
  /** Length and absent values of each node of the schema, depth first. */
  readonly nodes: readonly number[];
  /** Place and size of each buffer. */
  readonly buffers: readonly number[];
  /** How many buffers of text each column of views has. */
  readonly viewBuffers: readonly number[];
  readonly codec: BufferCodec;
  readonly version: number;
}

const kinds = [undefined, "schema", "dictionary", "batch"] as const;

/** @see https://github.com/apache/arrow/blob/main/format/Message.fbs */
export function readMessage(bytes: Uint8Array): Message {
  const message = FlatTable.root(bytes);
  const content = message.table(2);
  if (content === undefined) throw new RangeError("a message without content");
  return {
    kind: kinds[message.int8(1)] ?? "other",
    content,
    bodyBytes: message.size(3),
    version: message.int16(0) + 1,
    end: messageEnd(message),
  };
}

/** Batches of more rows are cut up by their writers long before. */
const mostRows = 2 ** 27;

/** Writers round bodies up to 64 bytes at most. */
const mostPadding = 64;

export function readBatchPlan(batch: FlatTable, { version, bodyBytes }: Message): BatchPlan {
  const rows = batch.size(0);
  if (rows > mostRows) throw new RangeError(`a batch of ${rows} rows`);
  const packed = batch.table(3);
  const buffers = batch.sizes(2, 2);
  let end = 0;
  for (let at = 0; at < buffers.length; at += 2) {
    if (buffers[at]! + buffers[at + 1]! > bodyBytes)
      throw new RangeError(`a buffer of ${buffers[at + 1]} bytes from ${buffers[at]} on, of ${bodyBytes}`);
    end = Math.max(end, buffers[at]! + buffers[at + 1]!);
  }
  // Else the next message would be taken for a part of it.
  if (bodyBytes - end >= mostPadding)
    throw new RangeError(`${bodyBytes} bytes of values, of which buffers have ${end}`);
  return {
    rows,
    nodes: batch.sizes(1, 2),
    buffers,
    viewBuffers: batch.sizes(4, 1),
    codec: packed === undefined ? undefined : codecOf(packed),
    version,
  };
}

function codecOf(packed: FlatTable): BufferCodec {
  const number = packed.int8(0);
  const codec = (["lz4", "zstd"] as const)[number];
  if (codec === undefined || packed.int8(1) !== 0) throw new RangeError(`codec ${number}`);
  return codec;
}
