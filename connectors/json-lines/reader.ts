import type { Batch, Column, DataType, ReadContext, Schema, SplitPosition, SplitReader } from "../../core/io/mod.ts";
import { makeBatch, rowSchema, sameType } from "../../core/io/mod.ts";
import {
  absentColumn,
  type FileSplit,
  layoutOf,
  longRecord,
  longRows,
  type RecordFormat,
  type RecordPosition,
  recordReader,
} from "../files/mod.ts";
import { type JsonColumn, jsonColumn } from "./column.ts";
import type { JsonHead } from "./head.ts";
import type { JsonLinesOptions, JsonTestOptions } from "./options.ts";
import { scanBatch } from "./scan-batch.ts";
import { type ScanState, scanState, setColumns } from "./scan-state.ts";

/** What the readers of one source share. */
export interface JsonReading {
  /** For errors. */
  readonly name: string;
  /** The columns that are wanted, as far as they are known. */
  readonly schema: Schema;
  /** Names that are wanted; undefined for all. */
  readonly asked: ReadonlySet<string> | undefined;
  readonly options: JsonLinesOptions & JsonTestOptions;
}

/** Reads the lines of a split whose ends are at the ends of lines. */
export function jsonReader(
  head: JsonHead,
  split: FileSplit,
  position: SplitPosition | undefined,
  context: ReadContext,
  reading: JsonReading,
): Promise<SplitReader> {
  const { name, options } = reading;
  const from = position as RecordPosition | undefined;
  const state = stateOf(head, reading, context.batchRows);
  const { windowBytes, maxRecordBytes = 2 ** 24 } = options;
  let schema = reading.schema;
  const format: RecordFormat = {
    scan: (window, at) => {
      const { end, columns } = scanBatch(state, window, at);
      const nextOf = (start: number): number => state.scan.bytes.indexOf(10, start) + 1;
      for (const row of longRows(state.scan, window, maxRecordBytes, nextOf)) {
        if (state.dropped.has(row)) continue;
        state.dropped.add(row);
        state.bad.push(longRecord(window, state.scan.rowStarts[row]!, maxRecordBytes));
      }
      const wanted = state.columns.filter((column) => column.wanted);
      schema = schemaOf(schema, wanted);
      const scanned = { batch: batchOf(state, schema, wanted, columns), end, next: state.scan.at, bad: [...state.bad] };
      learnOrder(state);
      return scanned;
    },
    returnsToNewlines: (bytes, length) => {
      for (let at = bytes.indexOf(13); at >= 0 && at < length; at = bytes.indexOf(13, at + 1)) bytes[at] = 10;
    },
    close: state.scanner.release,
    keepsBytes: () => state.columns.some(({ type, wanted }) => wanted && layoutOf(type) === "utf8"),
  };
  return recordReader(format, from, { name, split, form: head.form, context, windowBytes, maxRecordBytes });
}

function stateOf(head: JsonHead, { schema, asked, options }: JsonReading, maxRows: number): ScanState {
  const declared = options.schema !== undefined;
  const types = new Map<string, DataType>(schema.fields.map(({ name, type }) => [name, type]));
  const isWanted = (name: string): boolean => (declared ? types.has(name) : (asked?.has(name) ?? true));
  const names = new Set([...head.names, ...types.keys()]);
  const columns = [...names].map((name): JsonColumn => {
    const type = types.get(name);
    return jsonColumn(name, type ?? { kind: "any" }, declared, isWanted(name));
  });
  return scanState(columns, maxRows, isWanted, options.scanner);
}

/** The columns that are wanted, as they are now; the same schema while they stay. */
function schemaOf(schema: Schema, wanted: readonly JsonColumn[]): Schema {
  const types = new Map(wanted.map(({ name, type }) => [name, type]));
  const known = schema.fields.every(({ name, type }) => sameType(types.get(name) ?? type, type));
  if (known && wanted.every(({ name }) => schema.index.has(name))) return schema;
  const fields = schema.fields.map((field) => ({ ...field, type: types.get(field.name) ?? field.type }));
  const added = wanted.filter(({ name }) => !schema.index.has(name)).map(({ name, type }) => ({ name, type }));
  return rowSchema([...fields, ...added], { open: true });
}

function batchOf(
  { scan, dropped }: ScanState,
  schema: Schema,
  wanted: readonly JsonColumn[],
  scanned: readonly Column[],
): Batch | undefined {
  if (scan.row === dropped.size) return undefined;
  const byName = new Map(wanted.map(({ name }, at) => [name, scanned[at]!]));
  const all = schema.fields.map(({ name, type }) => byName.get(name) ?? absentColumn(type, scan.row));
  if (dropped.size === 0) return makeBatch(schema, scan.row, all, { reused: true });
  const selection = Int32Array.from({ length: scan.row }, (_, row) => row).filter((row) => !dropped.has(row));
  return makeBatch(schema, scan.row, all, { reused: true, selection });
}

/** Where many lines had their keys in another order, that is the one from now on. */
function learnOrder(state: ScanState): void {
  const { columns, oddKeys, oddLines, scan, byName } = state;
  if (oddLines * 4 <= scan.row) return;
  const first = oddKeys.map((name) => columns[byName.get(name)!]!);
  const keys = new Set(oddKeys);
  const order = [...first, ...columns.filter(({ name }) => !keys.has(name))];
  // The batch that was just given has its own arrays still.
  if (order.some((column, at) => column !== columns[at])) setColumns(state, order);
}
