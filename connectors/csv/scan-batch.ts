import { type Column, countText } from "../../core/io/mod.ts";
import type { ByteWindow } from "../files/mod.ts";
import { longRecord, longRows, markNull, quoteText } from "../files/mod.ts";
import { type CsvColumn, misfit, readField, widenFor } from "./column.ts";
import { type FieldSpan, fieldAt, isNullText, rowAt, textOf } from "./field-text.ts";
import { finishColumns } from "./finish-columns.ts";
import { findByte, scanStop } from "./kernels/scan-rows.ts";
import { beginBatch, forgetRow, type ScanState } from "./scan-state.ts";

/** How a batch ended: `"cut"` where the window ends within a row. */
type BatchEnd = "full" | "cut" | "end";

export interface ScannedBatch {
  readonly end: BatchEnd;
  /** In the order of the state's. */
  readonly columns: readonly Column[];
}

/**
 * Reads rows from `at` of the window until the batch is full or the window ends. Where a value does not fit an inferred
 * type, the type is widened and the batch is read again from its first row.
 */
export function scanBatch(state: ScanState, window: ByteWindow, at: number, maxRecordBytes: number): ScannedBatch {
  for (;;) {
    beginBatch(state, window, at);
    const end = scanToEnd(state);
    if (end === "wider") continue;
    // Before texts are changed in place.
    dropLong(state, window, maxRecordBytes);
    const columns = finishColumns(state, at);
    if (columns !== "wider") return { end, columns };
  }
}

function dropLong(state: ScanState, window: ByteWindow, maxRecordBytes: number): void {
  const { scan, dialect, dropped } = state;
  const nextOf = (start: number): number => {
    const row = rowAt(scan.bytes, start, scan.end, dialect);
    return typeof row === "string" ? scan.bytes.indexOf(10, start) + 1 : row.next;
  };
  for (const row of longRows(scan, window, maxRecordBytes, nextOf)) {
    if (dropped.has(row)) continue;
    dropped.add(row);
    state.bad.push(longRecord(window, scan.rowStarts[row]!, maxRecordBytes));
  }
}

function scanToEnd(state: ScanState): BatchEnd | "wider" {
  const { scan } = state;
  for (;;) {
    const stop = state.scanner.scan(scan);
    if (stop === scanStop.full) return "full";
    const done = stop === scanStop.surprise ? settleField(state) : settleRow(state, stop);
    if (done !== "go on") return done;
  }
}

function settleRow(state: ScanState, stop: number): BatchEnd | "go on" {
  const { scan, window } = state;
  if (stop === scanStop.afterQuote) return refuseRow(state, afterQuote(state));
  if (stop === scanStop.newline) return refuseRow(state, "a quoted field may hold no newline: got one");
  if (stop === scanStop.ragged) return refuseRaggedRow(state);
  forgetRow(state);
  if (scan.at >= scan.end) return "end";
  return window.isLast ? refuseRow(state, unclosed) : "cut";
}

/** Reads the field that the scan could not, by the general rules. */
function settleField(state: ScanState): BatchEnd | "wider" | "go on" {
  const { scan, dialect, byField } = state;
  const column = byField[scan.field]!;
  const span = fieldAt(scan.bytes, scan.at, scan.end, dialect);
  if (span === "cut") return settleRow(state, scanStop.incomplete);
  if (span === "after quote") return refuseRow(state, afterQuote(state));
  const { bytes, row, numbers, field } = scan;
  column.surprises++;
  if (span.length === 0 || (!span.quoted && isNullText(bytes, span.start, span.length, dialect.nullText))) {
    markNull(scan, field, row);
    numbers[field]![row] = 0;
    return passField(state, span);
  }
  const text = textOf(bytes, span.start, span.length, dialect, span.doubled);
  const value = readField(column, text);
  if (value === undefined) {
    if (column.declared) return refuseRow(state, misfit(column, text), column.name, text);
    return widenForRow(state, column, text);
  }
  numbers[field]![row] = value as number;
  return passField(state, span);
}

/** A row that is a bad record anyway widens nothing. */
function widenForRow(state: ScanState, column: CsvColumn, text: string): BatchEnd | "wider" | "go on" {
  const { scan, dialect, window } = state;
  const row = rowAt(scan.bytes, scan.rowStart, scan.end, dialect);
  if (row === "cut" && !window.isLast) return settleRow(state, scanStop.incomplete);
  if (typeof row === "string" || row.fields.length !== scan.kinds.length) return refuseRaggedRow(state);
  widenFor(column, text);
  return "wider";
}

function passField(state: ScanState, { next, endsRow }: FieldSpan): BatchEnd | "go on" {
  const { scan } = state;
  const isLast = scan.field === scan.kinds.length - 1;
  if (endsRow !== isLast) return refuseRaggedRow(state);
  scan.at = next;
  scan.field = isLast ? 0 : scan.field + 1;
  if (isLast) scan.row++;
  return "go on";
}

function refuseRaggedRow(state: ScanState): BatchEnd | "go on" {
  const { scan, dialect } = state;
  const row = rowAt(scan.bytes, scan.rowStart, scan.end, dialect);
  const got = typeof row === "string" ? "others" : String(row.fields.length);
  return refuseRow(state, `a row must have ${countText(scan.kinds.length, "field")}, as the header has: got ${got}`);
}

/** Notes the row that the scan stands in as a bad record and goes on behind it, or waits for the rest of it. */
function refuseRow(state: ScanState, reason: string, column?: string, text?: string): BatchEnd | "go on" {
  const { scan, window, dialect } = state;
  const { bytes, rowStart, end } = scan;
  const row = dialect.multiline ? rowAt(bytes, rowStart, end, dialect) : "by lines";
  // Where its quotes are not sound, the row is over at the first newline.
  const next = typeof row === "string" ? findByte(scan.words, rowStart, end, 10) + 1 : row.next;
  if (!window.isLast && (row === "cut" || next > end)) {
    forgetRow(state);
    return "cut";
  }
  const line = textOf(bytes, rowStart, Math.min(next - rowStart, 1000), dialect, false).trimEnd();
  state.bad.push({
    offset: window.offset + rowStart,
    ...(column === undefined ? {} : { column }),
    text: text ?? line,
    reason: column === undefined ? `${reason} in ${quoteText(line)}` : reason,
  });
  forgetRow(state);
  scan.at = Math.min(next, end);
  return "go on";
}

const unclosed = "quotes must be closed: got no closing quote";

function afterQuote({ scan }: ScanState): string {
  const text = String.fromCharCode(scan.bytes[Math.min(scan.at + 1, scan.end)]!);
  return `a closing quote must be followed by a delimiter or the end of the line: got ${JSON.stringify(text)}`;
}
