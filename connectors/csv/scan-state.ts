import { indexOfByte } from "../../core/platform/mod.ts";
import { type ByteWindow, type PendingRecord, unmarkNull } from "../files/mod.ts";
import type { CsvColumn } from "./column.ts";
import { kindOf } from "./column.ts";
import { fieldKind, type RowScan } from "./kernels/scan-rows.ts";
import type { Dialect } from "./options.ts";
import { type RowScanner, rowScanner } from "./scan-rows-wasm.ts";

/** What the scan of a file's batches works on: made once for a split. */
export interface ScanState {
  readonly dialect: Dialect;
  /** Those that are wanted and in this file. */
  readonly columns: readonly CsvColumn[];
  /** The same by field; undefined where it is not wanted. */
  readonly byField: readonly (CsvColumn | undefined)[];
  readonly scan: RowScan;
  readonly scanner: RowScanner;
  readonly bad: PendingRecord[];
  /** Rows of the batch that are bad records. */
  readonly dropped: Set<number>;
  window: ByteWindow;
}

const none: ByteWindow = {
  offset: 0,
  bytes: new Uint8Array(12),
  words: new Int32Array(3),
  length: 0,
  isLast: true,
  memory: "fresh",
};

export function scanState(
  dialect: Dialect,
  fields: number,
  columns: readonly CsvColumn[],
  maxRows: number,
  scannerOf: typeof rowScanner = rowScanner,
): ScanState {
  const byField = new Array<CsvColumn | undefined>(fields).fill(undefined);
  for (const column of columns) byField[column.field] = column;
  return {
    dialect,
    columns,
    byField,
    scan: emptyScan(dialect, fields, maxRows),
    scanner: scannerOf(
      byField.map((column) => column !== undefined),
      maxRows,
    ),
    bad: [],
    dropped: new Set(),
    window: none,
  };
}

function emptyScan(dialect: Dialect, fields: number, maxRows: number): RowScan {
  const perField = <Values>(make: () => Values): Values[] => Array.from({ length: fields }, make);
  return {
    bytes: none.bytes,
    words: none.words,
    at: 0,
    end: 0,
    row: 0,
    maxRows,
    field: 0,
    skipFrom: fields,
    rowStart: 0,
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    multiline: dialect.multiline,
    emptyIsNull: dialect.nullText.length === 0,
    kinds: new Uint8Array(fields),
    numbers: perField(() => new Float64Array(0)),
    starts: perField(() => new Int32Array(0)),
    lengths: perField(() => new Int32Array(0)),
    validity: perField(() => new Uint8Array(0)),
    nulls: new Int32Array(fields),
    rowStarts: new Int32Array(maxRows),
    doubled: new Int32Array(2 * fields + 8192),
    doubledCount: 0,
  };
}

const newline = 10;

/** Makes ready for a batch that begins at `at` of the window. */
export function beginBatch(state: ScanState, window: ByteWindow, at: number): void {
  const { scan, columns, dialect } = state;
  const { bytes, length } = window;
  state.window = window;
  state.bad.length = 0;
  state.dropped.clear();
  scan.bytes = bytes;
  scan.words = window.words;
  // The last line may lack its newline: the window has room for that and for the mark behind the end.
  scan.end = window.isLast && length > 0 && bytes[length - 1] !== newline ? length + 1 : length;
  bytes.fill(newline, length, scan.end + 1);
  state.scanner.prepare(scan);
  scan.at = at;
  scan.row = 0;
  scan.field = 0;
  scan.doubledCount = 0;
  for (const column of columns) beginColumn(scan, column);
  const fields = scan.kinds.length;
  const wanted = columns.reduce((most, { field }) => Math.max(most, field + 1), 0);
  scan.skipFrom = wanted < fields && !holdsQuote(window, dialect) ? wanted : fields;
}

function beginColumn(scan: RowScan, column: CsvColumn): void {
  const { field } = column;
  const { maxRows } = scan;
  column.surprises = 0;
  scan.kinds[field] = kindOf(column);
  scan.nulls[field] = 0;
  if (scan.validity[field]!.length === 0) {
    scan.validity[field] = new Uint8Array((maxRows + 7) >> 3);
    scan.numbers[field] = new Float64Array(maxRows);
  }
  scan.validity[field]!.fill(255);
  if (scan.kinds[field] === fieldKind.text && scan.starts[field]!.length === 0) {
    scan.starts[field] = new Int32Array(maxRows);
    scan.lengths[field] = new Int32Array(maxRows);
  }
}

const quoteFound = new WeakMap<ByteWindow, boolean>();

function holdsQuote(window: ByteWindow, { quote }: Dialect): boolean {
  if (quote < 0) return false;
  let found = quoteFound.get(window);
  if (found === undefined) {
    found = indexOfByte(window.bytes, quote) >= 0;
    quoteFound.set(window, found);
  }
  return found;
}

/** Takes back what the scan noted of the row it stands in: the row will not be, or will be read again. */
export function forgetRow(state: ScanState): void {
  const { scan, columns } = state;
  const { row } = scan;
  for (const { field } of columns) unmarkNull(scan, field, row);
  while (scan.doubledCount > 0 && scan.doubled[scan.doubledCount - 2] === row) scan.doubledCount -= 2;
  scan.at = scan.rowStart;
  scan.field = 0;
}
