import type { Batch, Column, ReadContext, Schema, SplitPosition, SplitReader } from "../../core/io/mod.ts";
import { makeBatch } from "../../core/io/mod.ts";
import type { ParquetFile } from "./file.ts";
import type { ParquetOptions } from "./options.ts";
import { readRowGroup } from "./row-group.ts";
import { sliceColumn } from "./slice.ts";

/** Reads row groups [first, end) of a file, each decoded whole and given out in pieces that share its memory. */
export function rowGroupReader(
  file: ParquetFile,
  { first, end }: { readonly first: number; readonly end: number },
  schema: Schema,
  position: SplitPosition | undefined,
  context: ReadContext,
  options: ParquetOptions,
): SplitReader {
  const groups = file.metadata.rowGroups;
  let [group, row] = position === undefined ? [first, 0] : (position as readonly [number, number]);
  let columns: readonly Column[] | undefined;

  const next = (decoded: readonly Column[]): Batch => {
    const rows = Math.min(context.batchRows, groups[group]!.rows - row);
    const batch = makeBatch(
      schema,
      rows,
      decoded.map((column) => sliceColumn(column, row, rows)),
    );
    row += rows;
    return batch;
  };
  const load = async (): Promise<Batch> => {
    context.signal.throwIfAborted();
    columns = await readRowGroup(file, group, schema.fields, options);
    return next(columns);
  };
  return {
    read: () => {
      while (group < end && row >= groups[group]!.rows) {
        columns = undefined;
        group++;
        row = 0;
      }
      if (group >= end) return undefined;
      return columns === undefined ? load() : next(columns);
    },
    position: () => [group, row],
    bytesRead: () => bytesUpTo(file, first, group, row),
    close: async () => {
      columns = undefined;
    },
  };
}

function bytesUpTo(file: ParquetFile, first: number, group: number, row: number): number {
  const groups = file.metadata.rowGroups;
  const whole = groups.slice(first, group).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const current = groups[group];
  return current === undefined || current.rows === 0
    ? whole
    : whole + Math.round((current.sizeBytes * row) / current.rows);
}
