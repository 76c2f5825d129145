import { type Column, decodeUtf8, float64 } from "../../core/io/mod.ts";
import { type ByteWindow, exactNumber } from "../files/mod.ts";
import { finishColumns } from "./finish-columns.ts";
import { objectStop } from "./kernels/scan-objects.ts";
import { type LineEnd, readOddLine, refuseLine, storeValue } from "./odd-line.ts";
import { beginBatch, forgetRow, type ScanState } from "./scan-state.ts";

/** How a batch ended: `"cut"` where the window ends within a line. */
type BatchEnd = "full" | "cut" | "end";

export interface ScannedBatch {
  readonly end: BatchEnd;
  /** Of the columns that are wanted, in their order. */
  readonly columns: readonly Column[];
}

/**
 * Reads lines from `at` of the window until the batch is full or the window ends. Where a key comes up, or a value does
 * not fit an inferred type, there is a column more, or a wider type, and the batch is read again from its first line.
 */
export function scanBatch(state: ScanState, window: ByteWindow, at: number): ScannedBatch {
  for (;;) {
    beginBatch(state, window, at);
    const end = scanToEnd(state);
    if (end === "again") continue;
    for (const [field, column] of state.columns.entries()) {
      // Doubles either way: the type is all that changes.
      if (column.type.kind === "int64" && !column.declared && state.scan.fractions[field] === 1) column.type = float64;
    }
    const columns = finishColumns(state, at);
    if (columns !== "again") return { end, columns };
  }
}

function scanToEnd(state: ScanState): BatchEnd | "again" {
  const { scan, window } = state;
  for (;;) {
    const stop = state.scanner.scan(scan);
    if (stop === objectStop.full) return "full";
    let done: LineEnd | "end";
    if (stop === objectStop.number) done = readNumber(state);
    else if (stop === objectStop.odd) done = scan.row < scan.maxRows ? readOddLine(state) : "go on";
    else {
      forgetRow(state);
      done = scan.at >= scan.end ? "end" : window.isLast ? readOddLine(state) : "cut";
    }
    if (done !== "go on") return done;
  }
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Reads the number that the scan stands at, of as many digits as it has. */
function readNumber(state: ScanState): LineEnd {
  const { scan, window } = state;
  const { bytes, at, end, field } = scan;
  let behind = at;
  while (behind < end && numberBytes.has(bytes[behind]!)) behind++;
  if (behind >= end && !window.isLast) {
    forgetRow(state);
    return "cut";
  }
  const text = decodeUtf8(bytes, at, behind - at);
  if (!numberPattern.test(text)) return readOddLine(state);
  const value = exactNumber(text);
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    return refuseLine(state, `numbers must be within what a double holds: got ${text}`);
  }
  const stored = storeValue(state, field, value);
  if (stored === "again") return "again";
  if (stored === "refused") {
    scan.at = Math.min(end, behindLine(state));
    return "go on";
  }
  if (/[.eE]/.test(text)) scan.fractions[field] = 1;
  scan.at = behind;
  scan.resume = true;
  return "go on";
}

function behindLine({ scan }: ScanState): number {
  const found = scan.bytes.indexOf(10, scan.rowStart);
  return found < 0 ? scan.end : found + 1;
}

const numberBytes: ReadonlySet<number> = new Set([..."+-.0123456789Ee"].map((character) => character.charCodeAt(0)));
