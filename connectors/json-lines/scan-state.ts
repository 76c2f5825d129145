import { type ByteWindow, type PendingRecord, unmarkNull } from "../files/mod.ts";
import { type JsonColumn, kindOf } from "./column.ts";
import { type ObjectScan, valueKind } from "./kernels/scan-objects.ts";
import { type ObjectScanner, objectScanner } from "./scan-objects-wasm.ts";

/** A value of a line that the scan could not read itself. */
export interface OddValue {
  readonly row: number;
  readonly field: number;
  readonly value: unknown;
}

/** What the scan of a file's batches works on. */
export interface ScanState {
  readonly maxRows: number;
  /** Whether keys that come up become columns. */
  readonly addsColumns: (name: string) => boolean;
  /** In the order that their keys mostly come in: position is the scan's field. */
  columns: readonly JsonColumn[];
  byName: ReadonlyMap<string, number>;
  scan: ObjectScan;
  readonly scanner: ObjectScanner;
  window: ByteWindow;
  readonly bad: PendingRecord[];
  /** Rows of the batch that are bad records. */
  readonly dropped: Set<number>;
  /** Texts, and values of layout "values" and the like. */
  readonly odd: OddValue[];
  /** Lines of the batch that were not as expected, and the keys of the last. */
  oddLines: number;
  oddKeys: readonly string[];
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
  columns: readonly JsonColumn[],
  maxRows: number,
  addsColumns: (name: string) => boolean,
  scannerOf: typeof objectScanner = objectScanner,
): ScanState {
  const state: ScanState = {
    maxRows,
    addsColumns,
    columns,
    byName: new Map(),
    scan: scanOf([], 0),
    scanner: scannerOf(),
    window: none,
    bad: [],
    dropped: new Set(),
    odd: [],
    oddLines: 0,
    oddKeys: [],
  };
  setColumns(state, columns);
  return state;
}

/** Other columns, or another order: everything of the batch begins anew. */
export function setColumns(state: ScanState, columns: readonly JsonColumn[]): void {
  state.columns = columns;
  state.byName = new Map(columns.map(({ name }, field) => [name, field]));
  state.scan = scanOf(columns, state.maxRows);
}

/** Keys in their quotes with the colon, as words of four bytes. */
function keyWords(columns: readonly JsonColumn[]): Pick<ObjectScan, "keys" | "keyStarts" | "keyMasks" | "keyBytes"> {
  const encoder = new TextEncoder();
  const texts = columns.map(({ name }) => encoder.encode(`${JSON.stringify(name)}:`));
  const keyStarts = new Int32Array(texts.length + 1);
  for (const [field, text] of texts.entries()) keyStarts[field + 1] = keyStarts[field]! + Math.ceil(text.length / 4);
  const bytes = new Uint8Array(keyStarts[texts.length]! * 4);
  for (const [field, text] of texts.entries()) bytes.set(text, keyStarts[field]! * 4);
  return {
    keys: new Int32Array(bytes.buffer),
    keyStarts,
    keyMasks: Int32Array.from(texts, ({ length }) => (length % 4 === 0 ? -1 : (1 << ((length % 4) * 8)) - 1)),
    keyBytes: Int32Array.from(texts, ({ length }) => length),
  };
}

function scanOf(columns: readonly JsonColumn[], maxRows: number): ObjectScan {
  const perField = <Values>(make: () => Values): Values[] => Array.from(columns, make);
  return {
    bytes: none.bytes,
    words: none.words,
    at: 0,
    end: 0,
    row: 0,
    maxRows,
    field: 0,
    resume: false,
    missing: false,
    skipFrom: columns.length,
    rowStart: 0,
    ...keyWords(columns),
    kinds: new Uint8Array(columns.length),
    numbers: perField(() => new Float64Array(0)),
    starts: perField(() => new Int32Array(0)),
    lengths: perField(() => new Int32Array(0)),
    validity: perField(() => new Uint8Array(0)),
    nulls: new Int32Array(columns.length),
    fractions: new Uint8Array(columns.length),
    rowStarts: new Int32Array(maxRows),
    escaped: new Int32Array(2 * columns.length + 8192),
    escapedCount: 0,
  };
}

const newline = 10;

/** Makes ready for a batch that begins at `at` of the window. */
export function beginBatch(state: ScanState, window: ByteWindow, at: number): void {
  const { scan, columns } = state;
  const { bytes, length } = window;
  state.window = window;
  state.bad.length = 0;
  state.dropped.clear();
  state.odd.length = 0;
  state.oddLines = 0;
  scan.bytes = bytes;
  scan.words = window.words;
  // The last line may lack its newline: the window has room for that and for the mark behind the end.
  scan.end = window.isLast && length > 0 && bytes[length - 1] !== newline ? length + 1 : length;
  bytes.fill(newline, length, scan.end + 1);
  state.scanner.prepare(
    scan,
    columns.map(({ name }) => name),
    columns.map(({ wanted }) => wanted),
  );
  scan.at = at;
  scan.row = 0;
  scan.resume = false;
  scan.escapedCount = 0;
  scan.nulls.fill(0);
  scan.fractions.fill(0);
  let wanted = 0;
  for (const [field, column] of columns.entries()) {
    beginColumn(scan, field, kindOf(column));
    if (column.wanted) wanted = field + 1;
  }
  // Lines end at newlines whatever is in them: what comes behind the last key that is wanted need not be looked at.
  scan.skipFrom = wanted < columns.length ? Math.max(1, wanted) : columns.length + 1;
}

function beginColumn(scan: ObjectScan, field: number, kind: number): void {
  const { maxRows } = scan;
  scan.kinds[field] = kind;
  if (kind === valueKind.skip) return;
  if (scan.validity[field]!.length === 0) scan.validity[field] = new Uint8Array((maxRows + 7) >> 3);
  scan.validity[field]!.fill(255);
  if (scan.numbers[field]!.length === 0 && kind !== valueKind.text) scan.numbers[field] = new Float64Array(maxRows);
  if ((kind === valueKind.text || kind === valueKind.json) && scan.starts[field]!.length === 0) {
    scan.starts[field] = new Int32Array(maxRows);
    scan.lengths[field] = new Int32Array(maxRows);
  }
}

/** Takes back what the scan noted of the row it stands in: the row will not be, or will be read again. */
export function forgetRow(state: ScanState): void {
  const { scan, columns } = state;
  const { row } = scan;
  for (const [field, { wanted }] of columns.entries()) if (wanted) unmarkNull(scan, field, row);
  while (scan.escapedCount > 0 && scan.escaped[scan.escapedCount - 2] === row) scan.escapedCount -= 2;
  while (state.odd.at(-1)?.row === row) state.odd.pop();
  scan.at = scan.rowStart;
  scan.resume = false;
}
