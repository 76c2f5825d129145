import {
  type Batch,
  type Column,
  type DataType,
  makeBatch,
  type ReadContext,
  type Schema,
  type SplitPosition,
  type SplitReader,
  typedColumn,
} from "../../core/io/mod.ts";
import { absentColumn } from "../files/mod.ts";
import { type Block, BlockReader } from "./block-reader.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import type { Int64As } from "./column-type.ts";
import type { AvroFile } from "./container.ts";
import { decoderOf, LargeLong, type Skipper, skipperOf } from "./decode.ts";
import { quote, reason } from "./errors.ts";

/** What is read of a file, for whom. */
export interface AvroReading {
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
  { schema, int64, start, end }: AvroReading,
  position: SplitPosition | undefined,
  { batchRows, signal }: Pick<ReadContext, "batchRows" | "signal">,
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
      while (count < batchRows && (block !== undefined || place[0] < end)) {
        signal.throwIfAborted();
        block ??= await opened(place);
        if (block === undefined) break;
        let row: number = place[1];
        for (; row < block.rows && count < batchRows; row++, count++) rows.read(block, row, values);
        const isRead: boolean = row === block.rows;
        if (isRead) rows.mustBeOver(block);
        place = isRead ? [block.end, 0] : [block.start, row];
        if (isRead) block = undefined;
      }
      return count === 0 ? undefined : makeBatch(schema, count, rows.columns(values, count));
    },
    position: () => place ?? [start, 0],
    bytesRead: () => Math.max(0, (place?.[0] ?? start) - start),
    close: () => reader.close(),
  };
}

/** Values of each wanted column. */
type Values = readonly unknown[][];

interface RowReader {
  begin(): Values;
  read(block: Block, row: number, values: Values): void;
  skip(block: Block, row: number): void;
  mustBeOver(block: Block): void;
  columns(values: Values, rows: number): Column[];
}

function rowReader(file: AvroFile, schema: Schema, int64: Int64As): RowReader {
  const steps = file.fields.map(({ name, type }) => {
    const at = schema.index.get(name);
    const wanted = at === undefined ? undefined : schema.fields[at]!.type;
    // A wider column takes large numbers that a narrower one of this file would refuse.
    const decode = decoderOf(type, wanted?.kind === "bigint" ? "bigint" : int64);
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
    columns: (values, rows) =>
      schema.fields.map(({ name, type }, at) =>
        present.has(at) ? columnOfValues(file.path, name, type, values[at]!) : absentColumn(type, rows),
      ),
  };
}

function columnOfValues(path: string, name: string, type: DataType, values: readonly unknown[]): Column {
  const fitting =
    type.kind === "bigint" ? values.map((value) => (typeof value === "number" ? BigInt(value) : value)) : values;
  return typedColumn(type, fitting, (_row, why) => {
    throw new RangeError(
      `Cannot read column ${quote(name)} of ${quote(path)} as ${why}; leave the column out by a schema`,
    );
  });
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
