import type { BadRecord, Batch, ReadContext, Schema, SplitPosition, SplitReader } from "../../core/io/mod.ts";
import { makeBatch } from "../../core/io/mod.ts";
import { sliceColumn } from "../files/mod.ts";
import { reusedArrays } from "./decode/arrays.ts";
import { quote } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import { neededRows, type RowRange } from "./needed-rows.ts";
import type { ParquetOptions } from "./options.ts";
import { type DecodedGroup, readRowGroup } from "./row-group.ts";

/** What is read of a file, for whom. */
export interface ParquetReading {
  /** Of the source, for errors. */
  readonly name: string;
  readonly schema: Schema;
  readonly options: ParquetOptions;
}

/** Reads row groups [first, end) of a file: of each the rows that conditions leave, in pieces that share their memory. */
export function rowGroupReader(
  file: ParquetFile,
  { first, end }: { readonly first: number; readonly end: number },
  { name, schema, options }: ParquetReading,
  position: SplitPosition | undefined,
  context: ReadContext,
): SplitReader {
  const groups = file.metadata.rowGroups;
  let [group, row] = position === undefined ? [first, 0] : (position as readonly [number, number]);
  /** The rows of the group that conditions leave. */
  let needed: readonly RowRange[] | undefined;
  let decoded: (DecodedGroup & RowRange) | undefined;
  const arrays = reusedArrays();

  const next = ({ columns, bad, start, end: stop }: DecodedGroup & RowRange): Batch => {
    const rows = Math.min(context.batchRows, stop - row);
    const pieces = columns.map((column) => sliceColumn(column, row - start, rows));
    const from = row;
    row += rows;
    if (row === stop) decoded = undefined;
    const badHere = bad.filter((value) => value.row >= from && value.row < row);
    if (badHere.length === 0) return makeBatch(schema, rows, pieces, { reused: true });
    for (const value of firstOfRows(badHere)) context.onBadRecord(badRecord(name, file, group, value));
    const badRows = new Set(badHere.map((value) => value.row));
    const selection = Int32Array.from({ length: rows }, (_, at) => at).filter((at) => !badRows.has(from + at));
    return makeBatch(schema, rows, pieces, { selection, reused: true });
  };
  const load = async (): Promise<Batch | undefined> => {
    for (; group < end; group++, row = 0, needed = undefined) {
      context.signal.throwIfAborted();
      const { conditions } = context.request;
      const all = { start: 0, end: groups[group]!.rows };
      if (row >= all.end) continue;
      needed ??= conditions.length === 0 ? [all] : await neededRows(file, group, conditions);
      const range = needed.find((one) => one.end > row);
      if (range === undefined) continue;
      row = Math.max(row, range.start);
      arrays.restart();
      decoded = { ...(await readRowGroup(file, group, schema.fields, options, { rows: range, arrays })), ...range };
      return next(decoded);
    }
    return undefined;
  };
  return {
    read: () => {
      if (decoded !== undefined) return next(decoded);
      return group < end ? load() : undefined;
    },
    position: () => [group, row],
    bytesRead: () => bytesUpTo(file, first, group, row),
    close: async () => {
      decoded = undefined;
      arrays.release();
    },
  };
}

/** A row is bad once, whatever else is wrong with it. */
function firstOfRows<Value extends { readonly row: number }>(values: readonly Value[]): readonly Value[] {
  const byRow = new Map(values.toReversed().map((value) => [value.row, value]));
  return [...byRow.values()].sort((a, b) => a.row - b.row);
}

function badRecord(
  source: string,
  { path, metadata }: ParquetFile,
  group: number,
  { row, column, text, why }: DecodedGroup["bad"][number],
): BadRecord {
  const before = metadata.rowGroups.slice(0, group).reduce((sum, { rows }) => sum + rows, 0);
  const position = `row ${(before + row + 1).toLocaleString("en-US")}`;
  const message =
    `Cannot read column ${quote(column)} at ${position} of ${quote(path)} as ${why}; ` +
    'mend the row, leave the column out, or say from(…, { onError: "skip" })';
  return { source, position, column, text, message };
}

function bytesUpTo(file: ParquetFile, first: number, group: number, row: number): number {
  const groups = file.metadata.rowGroups;
  const whole = groups.slice(first, group).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const current = groups[group];
  return current === undefined || current.rows === 0
    ? whole
    : whole + Math.round((current.sizeBytes * row) / current.rows);
}
