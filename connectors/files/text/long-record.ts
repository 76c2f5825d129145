import { quoteText } from "../quote-text.ts";
import type { ByteWindow, WindowReader } from "./byte-window.ts";
import type { PendingRecord } from "./record-reader.ts";

/** The bytes by which fields are told apart where newlines may stand in quotes. */
export interface Quoting {
  readonly quote: number;
  readonly delimiter: number;
}

const newline = 10;
const carriageReturn = 13;
const passedBytes = 2 ** 20;

/** Where passing over a record stands. */
interface Passing {
  place: "field" | "plain" | "quoted" | "closed" | "unsound";
  /** Behind the first newline, in quotes or not. */
  line: number | undefined;
}

/** Behind a record that begins at `start` of the file. Where its quotes are not sound or never closed, its line is over. */
export async function behindLong(
  windows: WindowReader,
  start: number,
  quoting: Quoting | undefined,
  signal: AbortSignal,
): Promise<number> {
  const passing: Passing = { place: quoting === undefined ? "unsound" : "field", line: undefined };
  for (let at = start; ; ) {
    signal.throwIfAborted();
    const window = await windows.load(at, passedBytes, "reused");
    if (window === undefined) return passing.place === "quoted" ? (passing.line ?? at) : at;
    const end = passOver(passing, window, at - window.offset, quoting);
    if (end !== undefined) return end;
    at = window.offset + window.length;
  }
}

/** Undefined where the record goes on behind the window. */
function passOver(passing: Passing, window: ByteWindow, from: number, quoting?: Quoting): number | undefined {
  const { bytes, length, offset } = window;
  for (let at = from; at < length; at++) {
    const byte = bytes[at]!;
    if (byte === newline) {
      passing.line ??= offset + at + 1;
      if (passing.place !== "quoted") return offset + at + 1;
    } else if (quoting !== undefined) passing.place = placeBehind(passing.place, byte, quoting);
    if (passing.place === "unsound" && passing.line !== undefined) return passing.line;
  }
  return undefined;
}

function placeBehind(place: Passing["place"], byte: number, { quote, delimiter }: Quoting): Passing["place"] {
  if (place === "unsound") return place;
  if (place === "quoted") return byte === quote ? "closed" : "quoted";
  if (byte === delimiter) return "field";
  if (place === "closed") return byte === quote ? "quoted" : byte === carriageReturn ? "closed" : "unsound";
  return place === "field" && byte === quote ? "quoted" : "plain";
}

/** What was scanned of a window. */
interface ScannedRows {
  readonly rowStarts: Int32Array;
  readonly row: number;
  /** Behind the last row. */
  readonly at: number;
}

/**
 * The rows of a batch whose records have more bytes than are allowed.
 *
 * @param nextOf Where the record behind the one at a place begins: asked only where what lies before the next row is too long.
 */
export function longRows(
  { rowStarts, row: rows, at }: ScannedRows,
  window: ByteWindow,
  maxRecordBytes: number,
  nextOf: (start: number) => number,
): readonly number[] {
  // In the usual case no record of a window can be.
  if (window.length <= maxRecordBytes) return [];
  const long: number[] = [];
  for (let row = 0; row < rows; row++) {
    const start = rowStarts[row]!;
    if ((row + 1 < rows ? rowStarts[row + 1]! : at) - start <= maxRecordBytes + 1) continue;
    const next = nextOf(start);
    const end = window.bytes[next - 2] === carriageReturn ? next - 2 : next - 1;
    if (end - start > maxRecordBytes) long.push(row);
  }
  return long;
}

export function longRecord({ bytes, length, offset }: ByteWindow, at: number, maxRecordBytes: number): PendingRecord {
  const text = new TextDecoder().decode(bytes.subarray(at, Math.min(at + 200, length)));
  const reason = `a record must have at most ${maxRecordBytes} bytes: got more, beginning ${quoteText(text)}`;
  return { offset: offset + at, text, reason };
}
