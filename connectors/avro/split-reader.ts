import {
  type BadRecord,
  type Batch,
  type Column,
  makeBatch,
  type ReadContext,
  type Schema,
  type SplitPosition,
  type SplitReader,
  typedColumn,
} from "../../core/io/mod.ts";
import { absentColumn, badValueText } from "../files/mod.ts";
import { type Block, BlockReader } from "./block-reader.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import type { Int64As } from "./column-type.ts";
import type { AvroFile } from "./container.ts";
import { decoderOf, LargeLong, type Skipper, skipperOf } from "./decode.ts";
import { quote, reason } from "./errors.ts";

/** What is read of a file, for whom. */
export interface AvroReading {
  /** The source, for bad records. */
  readonly name: string;
  readonly schema: Schema;
  readonly int64: Int64As;
  /** Blocks that begin from `start` on and before `end` are read. */
  readonly start: number;
  readonly end: number;
}

/** A block, and how many rows of it were given. */
type Place = readonly [start: number, row: number];

/** Reads the blocks of a split, in batches of rows of several of them. */
export function blocksReader(
  file: AvroFile,
  { name, schema, int64, start, end }: AvroReading,
  position: SplitPosition | undefined,
  { batchRows, signal, onBadRecord }: Pick<ReadContext, "batchRows" | "signal" | "onBadRecord">,
): SplitReader {
  const reader = new BlockReader(file);
  const rows = rowReader(file, schema, int64);
  let place = position as Place | undefined;
  let block: Block | undefined;

  /** The block of the place, behind the rows that were given. */
  const opened = async ([at, row]: Place): Promise<Block | undefined> => {
    const found = await reader.block(at);
    if (found !== undefined) for (let skipped = 0; skipped < row; skipped++) rows.skip(found, skipped);
    return found;
  };
  return {
    read: async (): Promise<Batch | undefined> => {
      place ??= [await reader.firstFrom(start), 0];
      const values = rows.begin();
      let count = 0;
      const parts: BatchPart[] = [];
      while (count < batchRows && (block !== undefined || place[0] < end)) {
        signal.throwIfAborted();
        block ??= await opened(place);
        if (block === undefined) break;
        let row: number = place[1];
        parts.push({ from: count, block: block.start, row });
        for (; row < block.rows && count < batchRows; row++, count++) rows.read(block, row, values);
        const isRead: boolean = row === block.rows;
        if (isRead) rows.mustBeOver(block);
        place = isRead ? [block.end, 0] : [block.start, row];
        if (isRead) block = undefined;
      }
      if (count === 0) return undefined;
      const bad = new Map<number, Misfit>();
      const columns = rows.columns(values, count, (misfit) => {
        if (!bad.has(misfit.row)) bad.set(misfit.row, misfit);
      });
      if (bad.size === 0) return makeBatch(schema, count, columns);
      for (const row of [...bad.keys()].sort((a, b) => a - b))
        onBadRecord(badRow(name, file.path, parts, bad.get(row)!));
      return makeBatch(schema, count, columns, {
        selection: Int32Array.from({ length: count }, (_, row) => row).filter((row) => !bad.has(row)),
      });
    },
    position: () => place ?? [start, 0],
    bytesRead: () => Math.max(0, (place?.[0] ?? start) - start),
    close: () => reader.close(),
  };
}

/** Rows of a batch, from one on, that are those of a block, from one on. */
interface BatchPart {
  readonly from: number;
  readonly block: number;
  readonly row: number;
}

/** A value that does not fit its column. */
interface Misfit {
  /** Of the batch. */
  readonly row: number;
  readonly column: string;
  readonly value: unknown;
  /** What it must be and what it is. */
  readonly why: string;
}

function badRow(
  source: string,
  path: string,
  parts: readonly BatchPart[],
  { row, column, value, why }: Misfit,
): BadRecord {
  const part = parts.findLast(({ from }) => from <= row)!;
  const position = `row ${(part.row + row - part.from + 1).toLocaleString("en-US")} of the block at byte ${part.block.toLocaleString("en-US")}`;
  return {
    source,
    position,
    column,
    text: badValueText(value),
    message:
      `Cannot read column ${quote(column)} of ${position} of ${quote(path)} as ${why}; ` +
      'mend what wrote it, leave the column out by a schema, or say from(…, { onError: "skip" })',
  };
}

/** Values of each wanted column. */
type Values = readonly unknown[][];

interface RowReader {
  begin(): Values;
  read(block: Block, row: number, values: Values): void;
  skip(block: Block, row: number): void;
  mustBeOver(block: Block): void;
  columns(values: Values, rows: number, onMisfit: (misfit: Misfit) => void): Column[];
}

function rowReader(file: AvroFile, schema: Schema, int64: Int64As): RowReader {
  const steps = file.fields.map(({ name, type }) => {
    const at = schema.index.get(name);
    const wanted = at === undefined ? undefined : schema.fields[at]!.type;
    // A wider column takes large numbers that a narrower one of this file would refuse.
    // Columns of points in time are of numbers, whatever rows have of them.
    const decode = decoderOf(type, int64, wanted?.kind === "timestamp" ? undefined : wanted);
    return at === undefined ? { name, at: -1, step: skipperOf(type) } : { name, at, step: decode };
  });
  const skippers: readonly Skipper[] = file.fields.map(({ type }) => skipperOf(type));
  const present = new Set(steps.map(({ at }) => at));
  const each = (block: Block, row: number, act: (cursor: ByteCursor) => void): void => {
    try {
      act(block.cursor);
    } catch (cause) {
      throw unreadable(file.path, block, row, cause);
    }
  };
  return {
    begin: () => schema.fields.map(() => []),
    read: (block, row, values) =>
      each(block, row, (cursor) => {
        for (const { name, at, step } of steps) {
          if (at < 0) step(cursor);
          else {
            try {
              values[at]!.push(step(cursor));
            } catch (cause) {
              throw cause instanceof LargeLong ? tooLarge(name, cause) : cause;
            }
          }
        }
      }),
    skip: (block, row) =>
      each(block, row, (cursor) => {
        for (const skip of skippers) skip(cursor);
      }),
    mustBeOver: (block) => {
      const { left } = block.cursor;
      if (left > 0) throw unreadable(file.path, block, block.rows, new RangeError(`${left} bytes behind its last row`));
    },
    columns: (values, rows, onMisfit) =>
      schema.fields.map(({ name, type }, at) => {
        if (!present.has(at)) return absentColumn(type, rows);
        const own = values[at]!;
        return typedColumn(type, own, (row, why) => onMisfit({ row, column: name, value: own[row], why }));
      }),
  };
}

function tooLarge(name: string, { value }: LargeLong): RangeError {
  return new RangeError(
    `${value} in column ${quote(name)}, which numbers below 2^53 cannot hold (read it with { int64: "bigint" })`,
  );
}

function unreadable(path: string, { start }: Block, row: number, cause: unknown): RangeError {
  return new RangeError(
    `Cannot read row ${row + 1} of the block at byte ${start.toLocaleString("en-US")} of ${quote(path)} as its values must be those of its schema: ` +
      `got ${reason(cause)}; leave the file out, or write it again`,
    { cause },
  );
}
