import {
  type BadRecord,
  type Batch,
  makeBatch,
  type ReadContext,
  rowSchema,
  type SplitReader,
} from "../../../core/io/mod.ts";
import { type ByteWindow, ownWindow, type Prepare, windowReader } from "./byte-window.ts";
import { fileBytes } from "./file-bytes.ts";
import type { FileSplit } from "./file-splits.ts";
import { lineNumbers } from "./line-numbers.ts";
import { behindLong, longRecord, type Quoting } from "./long-record.ts";
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
  /** Where newlines may stand in quotes: else a record is a line. */
  readonly quoting?: Quoting;
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

/** Where reading stands. */
interface Progress {
  offset: number;
  sizeBytes: number;
  window: ByteWindow | undefined;
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
  const firstBytes = reading.windowBytes ?? firstWindowBytes;
  const progress: Progress = {
    offset: position?.offset ?? split.start,
    sizeBytes: firstBytes,
    window: undefined,
  };
  const report = async (records: readonly PendingRecord[]): Promise<void> => {
    for (const record of [...records].sort((a, b) => a.offset - b.offset)) {
      context.onBadRecord(badRecord(name, split.path, await lineOf(record.offset), record));
    }
  };
  const read = async (): Promise<Batch | undefined> => {
    for (;;) {
      context.signal.throwIfAborted();
      const memory = format.keepsBytes() ? "fresh" : "reused";
      progress.window ??= await windows.load(progress.offset, progress.sizeBytes, memory);
      const { window } = progress;
      if (window === undefined) return undefined;
      const scanned = scanWindow(format, window, progress.offset - window.offset);
      const bad = [...scanned.bad];
      if (advance(progress, window, scanned, reading)) {
        bad.push(longRecord(window, progress.offset - window.offset, reading.maxRecordBytes));
        // All of it, before anybody asks for the position: what is within a record is none.
        const behind = await behindLong(windows, progress.offset, format.quoting, context.signal);
        Object.assign(progress, { offset: Math.min(split.end, behind), sizeBytes: firstBytes, window: undefined });
      }
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

/** Goes on behind what was scanned. Gives whether the next record is longer than any may be. */
function advance(
  progress: Progress,
  window: ByteWindow,
  { end, next, batch }: ScannedRecords,
  { windowBytes, maxRecordBytes, split, context }: RecordReading,
): boolean {
  const at = progress.offset - window.offset;
  const stuck = end === "cut" && next === at;
  // With what ends its line: one that is no longer ends within the window.
  const most = maxRecordBytes + 2;
  progress.offset = Math.min(split.end, window.offset + next);
  if (stuck) progress.sizeBytes = Math.min(most, window.length * 2);
  else progress.sizeBytes = windowBytes ?? sizeFor(batch, next - at, context.batchRows);
  if (end !== "full" || next >= window.length) progress.window = undefined;
  return stuck && window.length - at >= most;
}

/** A window holds about a batch, so that few are short. */
function sizeFor(batch: Batch | undefined, sizeBytes: number, batchRows: number): number {
  if (batch === undefined) return firstWindowBytes;
  const wanted = (sizeBytes / Math.max(1, batch.rowCount)) * batchRows * 0.97;
  return Math.round(Math.min(greatestWindowBytes, Math.max(leastWindowBytes, wanted)));
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
