import {
  type BadRecord,
  type Batch,
  makeBatch,
  type ReadContext,
  rowSchema,
  type SplitReader,
} from "../../core/io/mod.ts";
import {
  type ByteWindow,
  ownWindow,
  type Prepare,
  type WindowMemory,
  type WindowReader,
  windowReader,
} from "./byte-window.ts";
import { fileBytes } from "./file-bytes.ts";
import type { FileSplit } from "./file-splits.ts";
import { lineNumbers } from "./line-numbers.ts";
import { quoteText } from "./quote-text.ts";
import type { TextForm } from "./text-form.ts";

/** A record that cannot be read, before its line number is known. */
export interface PendingRecord {
  /** Position in the file of the byte that its line is told from. */
  readonly offset: number;
  readonly column?: string;
  readonly text: string;
  /** As in “Cannot read … as ‹reason›”. */
  readonly reason: string;
}

/** What a format makes of the records of a window. */
export interface ScannedRecords {
  /** Undefined where there is no row. */
  readonly batch: Batch | undefined;
  /** `"full"`: the batch is; `"cut"`: the window ends within a record; `"end"`: it ends with one. */
  readonly end: "full" | "cut" | "end";
  /** Where in the window the next record begins. */
  readonly next: number;
  readonly bad: readonly PendingRecord[];
}

export interface RecordFormat {
  /** Reads records from `at` of the window on. The batch may be written over at the next call. */
  scan(window: ByteWindow, at: number): ScannedRecords;
  /** Whether batches are views into windows, as texts are: windows are then never written over. */
  keepsBytes(): boolean;
  /** For files whose lines do not end in newlines. */
  readonly returnsToNewlines: Prepare;
  /** Gives back what scanning took. Nothing is scanned any more. */
  close(): void;
}

export interface RecordReading {
  /** The source, for errors. */
  readonly name: string;
  readonly split: FileSplit;
  readonly form: TextForm;
  readonly context: ReadContext;
  /** Bytes read at a time; default: about a batch. */
  readonly windowBytes: number | undefined;
  /** A longer record is a bad one. */
  readonly maxRecordBytes: number;
}

export interface RecordPosition {
  readonly offset: number;
}

const firstWindowBytes = 2 ** 20;
const leastWindowBytes = 2 ** 16;
const greatestWindowBytes = 2 ** 22;
const newline = 10;

/** Where reading stands. */
interface Progress {
  offset: number;
  sizeBytes: number;
  window: ByteWindow | undefined;
  /** Within a record that is too long: what is left of its line is passed over. */
  tooLong: boolean;
}

/** Reads a split whose ends are at ends of records, window by window, with memory that does not grow with the file. */
export async function recordReader(
  format: RecordFormat,
  position: RecordPosition | undefined,
  reading: RecordReading,
): Promise<SplitReader> {
  const { split, context, name, form } = reading;
  const file = await fileBytes(split.path, form.packing);
  const windows = windowReader(file, split.end, form.lineEnd === "\r" ? format.returnsToNewlines : undefined);
  // Of its own: it begins at the first byte.
  const counted = await fileBytes(split.path, form.packing);
  const lineOf = lineNumbers(counted, form.lineEnd.charCodeAt(0));
  const progress: Progress = {
    offset: position?.offset ?? split.start,
    sizeBytes: reading.windowBytes ?? firstWindowBytes,
    window: undefined,
    tooLong: false,
  };
  const report = async (records: readonly PendingRecord[]): Promise<void> => {
    for (const record of [...records].sort((a, b) => a.offset - b.offset)) {
      context.onBadRecord(badRecord(name, split.path, await lineOf(record.offset), record));
    }
  };
  const read = async (): Promise<Batch | undefined> => {
    for (;;) {
      context.signal.throwIfAborted();
      const window = await currentWindow(windows, progress, format.keepsBytes() ? "fresh" : "reused");
      if (window === undefined) return undefined;
      const scanned = scanWindow(format, window, progress.offset - window.offset);
      const bad = advance(progress, window, scanned, reading);
      if (bad.length > 0) await report(bad);
      if (scanned.batch !== undefined) return scanned.batch;
      // Else what is bad would gather for as long as nothing is good.
      if (bad.length > 0) return makeBatch(rowSchema([]), 0, []);
    }
  };
  return {
    read,
    position: () => ({ offset: progress.offset }),
    bytesRead: () => (file.isRandom ? progress.offset - split.start : file.unpacked()),
    close: async () => {
      progress.window = undefined;
      format.close();
      await file.close();
      await counted.close();
    },
  };
}

/** A batch that turned out to have texts must not be a view into memory that is written over. */
function scanWindow(format: RecordFormat, window: ByteWindow, at: number): ScannedRecords {
  const scanned = format.scan(window, at);
  return window.memory === "reused" && format.keepsBytes() ? format.scan(ownWindow(window), at) : scanned;
}

/** The window that the next record lies in, undefined at the end. */
async function currentWindow(
  windows: WindowReader,
  progress: Progress,
  memory: WindowMemory,
): Promise<ByteWindow | undefined> {
  for (;;) {
    progress.window ??= await windows.load(progress.offset, progress.sizeBytes, memory);
    const { window } = progress;
    if (window === undefined || !progress.tooLong) return window;
    const end = window.bytes.subarray(0, window.length).indexOf(newline);
    progress.tooLong = end < 0;
    progress.offset = window.offset + (end < 0 ? window.length : end + 1);
    if (progress.offset === window.offset + window.length) progress.window = undefined;
  }
}

/** Goes on behind what was scanned; gives the bad records, one that is too long among them. */
function advance(
  progress: Progress,
  window: ByteWindow,
  { end, next, bad, batch }: ScannedRecords,
  { windowBytes, maxRecordBytes, split, context }: RecordReading,
): readonly PendingRecord[] {
  const at = progress.offset - window.offset;
  const stuck = end === "cut" && next === at;
  const isLong = stuck && window.length >= maxRecordBytes;
  const behind = isLong ? behindLong(window, at) : next;
  progress.offset = Math.min(split.end, window.offset + behind);
  progress.tooLong = isLong && behind === window.length;
  if (stuck) progress.sizeBytes = Math.min(maxRecordBytes, window.length * 2);
  else progress.sizeBytes = windowBytes ?? sizeFor(batch, next - at, context.batchRows);
  if (end !== "full" || behind >= window.length) progress.window = undefined;
  return isLong ? [...bad, longRecord(window, at, maxRecordBytes)] : bad;
}

/** A window holds about a batch, so that few are short. */
function sizeFor(batch: Batch | undefined, sizeBytes: number, batchRows: number): number {
  if (batch === undefined) return firstWindowBytes;
  const wanted = (sizeBytes / Math.max(1, batch.rowCount)) * batchRows * 0.97;
  return Math.round(Math.min(greatestWindowBytes, Math.max(leastWindowBytes, wanted)));
}

/** Behind the first newline of a record that is too long, or the end of the window. */
function behindLong({ bytes, length }: ByteWindow, at: number): number {
  const end = bytes.subarray(0, length).indexOf(newline, at);
  return end < 0 ? length : end + 1;
}

function longRecord({ bytes, length, offset }: ByteWindow, at: number, maxRecordBytes: number): PendingRecord {
  const text = new TextDecoder().decode(bytes.subarray(at, Math.min(at + 200, length)));
  const reason = `a record must have at most ${maxRecordBytes} bytes: got more, beginning ${quoteText(text)}`;
  return { offset: offset + at, text, reason };
}

/** The record as the job, or its dead letters, get it. */
function badRecord(source: string, path: string, line: number, { column, text, reason }: PendingRecord): BadRecord {
  const position = `line ${line.toLocaleString("en-US")}`;
  const what = column === undefined ? position : `column ${JSON.stringify(column)} at ${position}`;
  const remedy =
    column === undefined
      ? 'mend the line, or say from(…, { onError: "skip" })'
      : 'mend the value, change its type in the schema, or say from(…, { onError: "skip" })';
  const message = `Cannot read ${what} of ${JSON.stringify(path)} as ${reason}; ${remedy}`;
  const shown = text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text;
  return { source, position, ...(column === undefined ? {} : { column }), text: shown, message };
}
