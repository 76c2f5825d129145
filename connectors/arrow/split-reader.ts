import {
  any,
  type Batch,
  type Column,
  compact,
  type DataType,
  makeBatch,
  type ReadContext,
  type Schema,
  type SplitPosition,
  type SplitReader,
} from "../../core/io/mod.ts";
import { type FileSplit, sliceColumn } from "../files/mod.ts";
import { type DecodedBatch, neededDictionaries, readBatch, readDictionary } from "./batch-reader.ts";
import type { Int64As } from "./column-type.ts";
import { type ArrowFile, alignmentOf, type Block, type Found, messageAt } from "./container.ts";
import { valuesOf } from "./decode.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { damaged } from "./errors.ts";
import { badRow } from "./no-json.ts";
import { fieldsOf } from "./table.ts";

/** What is read of a file, for whom. */
export interface ArrowReading {
  /** The source, for bad records. */
  readonly name: string;
  readonly schema: Schema;
  /** As it was asked for. */
  readonly int64: Int64As | undefined;
}

/** A batch, and how many rows of it were given. */
type Place = readonly [at: number, row: number];

/** Reads the batches that begin within a split, each decoded whole and given out in pieces that share its memory. */
export function batchesReader(
  file: ArrowFile,
  { start, end }: Pick<FileSplit, "start" | "end">,
  { name, schema, int64: asked }: ArrowReading,
  position: SplitPosition | undefined,
  { batchRows, signal, onBadRecord }: Pick<ReadContext, "batchRows" | "signal" | "onBadRecord">,
): SplitReader {
  let place = (position as Place | undefined) ?? [start, 0];
  let decoded: (DecodedBatch & { readonly next: number }) | undefined;
  let messages: Messages | undefined;
  const int64 = asked ?? "number";
  const fields = ownFields(file, schema, asked);

  /** The batch of the place, or the first one behind it. */
  const load = async (): Promise<Batch | undefined> => {
    messages ??= await (file.blocks === undefined ? streamed : listed)(file, schema, int64, start);
    for (;;) {
      signal.throwIfAborted();
      const found = await messages.batchFrom(place[0], end);
      if (found === undefined) return undefined;
      const { at } = found.block;
      const batch = await readBatch(file, found, fields, messages.dictionaries, int64);
      const columns = batch.columns.map((column, at) => asWanted(column, schema.fields[at]!.type, batch.rows));
      decoded = { ...batch, columns, next: messages.behind(found.block) };
      place = [at, at === place[0] ? place[1] : 0];
      if (place[1] < batch.rows) return next(decoded);
      place = [decoded.next, 0];
    }
  };
  const next = ({ rows: all, columns, spoilt, next: behind }: NonNullable<typeof decoded>): Batch => {
    const [at, from] = place;
    const rows = Math.min(batchRows, all - from);
    const pieces = columns.map((column) => sliceColumn(column, from, rows));
    place = [place[0], from + rows];
    if (from + rows === all) {
      place = [behind, 0];
      decoded = undefined;
    }
    const batch = makeBatch(schema, rows, pieces);
    const bad = spoilt.filter(({ row }) => row >= from && row < from + rows);
    if (bad.length === 0) return batch;
    // Of a row that has several the first is told.
    const byRow = new Map(bad.toReversed().map((one) => [one.row - from, one]));
    for (const row of [...byRow.keys()].sort((a, b) => a - b))
      onBadRecord(badRow(name, file.path, at, byRow.get(row)!));
    return compact({
      ...batch,
      selection: Int32Array.from({ length: rows }, (_, row) => row).filter((row) => !byRow.has(row)),
    });
  };
  return {
    read: () => (decoded === undefined ? load() : next(decoded)),
    position: () => place,
    bytesRead: () => Math.max(0, place[0] - start),
    close: async () => {
      decoded = undefined;
    },
  };
}

/** The batches of a file one after the other, and the dictionaries that they need. */
interface Messages {
  readonly dictionaries: Dictionaries;
  /** The first batch that begins from a byte on and before another. */
  batchFrom(at: number, end: number): Promise<Found | undefined>;
  /** Where the next one may begin. */
  behind(block: Block): number;
}

function neededOf(file: ArrowFile, schema: Schema): ReturnType<typeof neededDictionaries> {
  return neededDictionaries(file.fields.filter(({ name }) => schema.index.has(name)));
}

/** A file says where each lies; its dictionaries never change, only grow. */
async function listed(file: ArrowFile, schema: Schema, int64: Int64As): Promise<Messages> {
  const dictionaries: Dictionaries = new Map();
  const needed = neededOf(file, schema);
  const found = async ({ at, headBytes, bodyBytes }: Block): Promise<Found> => {
    const message = await messageOf(file, at);
    if (message === undefined) throw damaged(file.path, at, new RangeError("no message"));
    if (message.block.headBytes !== headBytes || message.block.bodyBytes !== bodyBytes) {
      const { block } = message;
      const why = `${block.headBytes} and ${block.bodyBytes} bytes, where the footer says ${headBytes} and ${bodyBytes}`;
      throw damaged(file.path, at, new RangeError(why));
    }
    return message;
  };
  if (needed.size > 0) {
    for (const block of file.blocks!.dictionaries) {
      await readDictionary(file, await found(block), needed, dictionaries, int64);
    }
  }
  const batches = [...file.blocks!.batches].sort((a, b) => a.at - b.at);
  return {
    dictionaries,
    batchFrom: async (from, end) => {
      const block = batches.find(({ at }) => at >= from && at < end);
      if (block === undefined) return undefined;
      const batch = await found(block);
      if (batch.message.kind !== "batch")
        throw damaged(file.path, block.at, new RangeError("a message of another kind"));
      return batch;
    },
    // What the message says of its size may be damaged: where the next one is the footer says.
    behind: ({ at }) => at + 1,
  };
}

/** A stream is walked over from its beginning; its dictionaries may be replaced. */
async function streamed(file: ArrowFile, schema: Schema, int64: Int64As, start: number): Promise<Messages> {
  const dictionaries: Dictionaries = new Map();
  const needed = neededOf(file, schema);
  let at = start;
  let framing = file.framing!;
  return {
    dictionaries,
    behind: ({ at: from, headBytes, bodyBytes }) => from + headBytes + bodyBytes,
    batchFrom: async (from) => {
      for (;;) {
        const found = await messageOf({ ...file, framing }, at);
        if (found === undefined) return undefined;
        const { headBytes, bodyBytes } = found.block;
        framing = { ...framing, alignment: Math.min(framing.alignment, alignmentOf(headBytes)) };
        const place = at;
        at += headBytes + bodyBytes;
        if (found.message.kind === "dictionary") await readDictionary(file, found, needed, dictionaries, int64);
        else if (found.message.kind !== "batch")
          throw damaged(file.path, place, new RangeError("a message of another kind"));
        if (found.message.kind === "batch" && place >= from) return found;
      }
    },
  };
}

async function messageOf(file: ArrowFile, at: number): Promise<Found | undefined> {
  try {
    return await messageAt(file, at);
  } catch (cause) {
    throw cause instanceof RangeError || cause instanceof SyntaxError ? damaged(file.path, at, cause) : cause;
  }
}

/** As what columns are read: values of any kind are what this file has. */
function ownFields(file: ArrowFile, schema: Schema, int64: Int64As | undefined): Schema["fields"] {
  const own = new Map(fieldsOf(file, int64).map((field) => [field.name, field]));
  return schema.fields.map((field) => (field.type.kind === "any" ? (own.get(field.name) ?? field) : field));
}

function asWanted(column: Column, type: DataType, rows: number): Column {
  if (type.kind !== "any" || column.type.kind === "any") return column;
  return { type: any, layout: "values", values: valuesOf(column, rows), validity: undefined };
}
