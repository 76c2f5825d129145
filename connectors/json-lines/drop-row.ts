import { decodeUtf8 } from "../../core/io/mod.ts";
import { quoteText } from "../files/mod.ts";
import { findByte } from "./kernels/scan-objects.ts";
import type { ScanState } from "./scan-state.ts";

/** Notes a row that was scanned as a bad record. */
export function dropRow(state: ScanState, row: number, text: string, reason: string, column?: string): void {
  if (state.dropped.has(row)) return;
  state.dropped.add(row);
  const offset = state.window.offset + state.scan.rowStarts[row]!;
  state.bad.push({ offset, text, reason, ...(column === undefined ? {} : { column }) });
}

/** A line whose value turns out to be no JSON when it is read. */
export function dropMalformed(state: ScanState, row: number): void {
  const { scan } = state;
  const from = scan.rowStarts[row]!;
  const end = findByte(scan.words, from, scan.end, 10);
  const line = decodeUtf8(scan.bytes, from, Math.min(1000, end - from)).trim();
  dropRow(state, row, line, notObject(line));
}

/** Why a line is refused. Other writers (Python's `json`, for one) put out numbers that JSON does not have. */
export function notObject(line: string): string {
  const number = /[[:,]\s*(-?Infinity|NaN)\s*[,}\]]/.exec(line)?.[1];
  const hint = number === undefined ? "" : `, and JSON has no ${number}: have it written as null`;
  return `each line must be a JSON object: got ${quoteText(line)}${hint}`;
}
