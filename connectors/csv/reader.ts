import type { Batch, Column, ReadContext, Schema, SplitPosition, SplitReader } from "../../core/io/mod.ts";
import { makeBatch } from "../../core/io/mod.ts";
import {
  absentColumn,
  type FileSplit,
  layoutOf,
  type RecordFormat,
  type RecordPosition,
  recordReader,
  schemaNow,
} from "../files/mod.ts";
import { csvColumn } from "./column.ts";
import type { CsvHead } from "./head.ts";
import { returnsToNewlines } from "./kernels/returns.ts";
import type { CsvOptions, CsvTestOptions } from "./options.ts";
import { scanBatch } from "./scan-batch.ts";
import { type ScanState, scanState } from "./scan-state.ts";

/** What the readers of one source share. */
export interface CsvReading {
  /** For errors. */
  readonly name: string;
  /** The columns that are wanted. */
  readonly schema: Schema;
  readonly options: CsvOptions & CsvTestOptions;
}

/** Reads the rows of a split whose ends are at the ends of lines. */
export function csvReader(
  head: CsvHead,
  split: FileSplit,
  position: SplitPosition | undefined,
  context: ReadContext,
  { name, schema, options }: CsvReading,
): Promise<SplitReader> {
  const from = position as RecordPosition | undefined;
  const state = stateOf(head, schema, options, context.batchRows);
  const { windowBytes, maxRecordBytes = 2 ** 24 } = options;
  let current = schema;
  const format: RecordFormat = {
    scan: (window, at) => {
      const { end, columns } = scanBatch(state, window, at, maxRecordBytes);
      current = schemaNow(current, state.columns);
      return { batch: batchOf(state, current, columns), end, next: state.scan.at, bad: state.bad };
    },
    returnsToNewlines: (bytes, length) => {
      returnsToNewlines(bytes, length, head.dialect.delimiter, head.dialect.quote);
    },
    ...(head.dialect.multiline ? { quoting: head.dialect } : {}),
    close: state.scanner.release,
    keepsBytes: () => state.columns.some(({ type }) => layoutOf(type) === "utf8"),
  };
  return recordReader(format, from, { name, split, form: head.form, context, windowBytes, maxRecordBytes });
}

function stateOf(head: CsvHead, schema: Schema, options: CsvReading["options"], maxRows: number): ScanState {
  const declared = options.schema !== undefined;
  const columns = schema.fields.flatMap(({ name, type }) => {
    const field = head.names.indexOf(name);
    return field < 0 ? [] : [csvColumn(name, field, type, declared)];
  });
  return scanState(head.dialect, head.names.length, columns, maxRows, options.scanner);
}

function batchOf(state: ScanState, schema: Schema, scanned: readonly Column[]): Batch | undefined {
  const { scan, columns, dropped } = state;
  if (scan.row === dropped.size) return undefined;
  const byName = new Map(columns.map(({ name }, at) => [name, scanned[at]!]));
  const all = schema.fields.map(({ name, type }) => byName.get(name) ?? absentColumn(type, scan.row));
  if (dropped.size === 0) return makeBatch(schema, scan.row, all, { reused: true });
  const selection = Int32Array.from({ length: scan.row }, (_, row) => row).filter((row) => !dropped.has(row));
  return makeBatch(schema, scan.row, all, { reused: true, selection });
}
