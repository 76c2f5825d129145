import { type Batch, lengthOf, type ReadContext, type SplitReader } from "../../../core/io/mod.ts";
import { type FramedLine, lineFrames } from "./line-frames.ts";
import type { LineReadOptions } from "./line-options.ts";
import { lineRows } from "./line-rows.ts";

/** Bytes that come one after another, and cannot be asked for again. */
export interface ByteStream {
  /**
   * The next bytes, undefined at the end. `"again"`: it was cut, and begins anew; what was held of a line is lost.
   */
  next(): Promise<Uint8Array | "again" | undefined>;
  /** Whether its end may be one that nobody meant: a line that it is within is then no row. */
  readonly mayBeCut?: true;
  close(): Promise<void>;
}

export interface LineReading {
  /** The source. */
  readonly name: string;
  /** What lines are of, for errors. */
  readonly place: string;
  readonly options: LineReadOptions<never>;
  readonly context: ReadContext;
}

/** Reads the lines of a stream as rows, as much at a time as came at once. */
export function lineReader(stream: ByteStream, { name, place, options, context }: LineReading): SplitReader {
  const { encoding = "utf8", maxRecordBytes = 2 ** 24 } = options;
  const { onBadRecord, batchRows, signal } = context;
  const frames = lineFrames(encoding, maxRecordBytes);
  const rows = lineRows(options, { source: name, place, onBadRecord });
  let lines: readonly FramedLine[] = [];
  let [at, bytes, read] = [0, 0, 0];
  let isOver = false;
  const ended = (isWhole: boolean): readonly FramedLine[] => {
    const rest = frames.rest();
    if (rest === undefined) return [];
    if (isWhole || "reason" in rest) return [rest];
    return [
      { number: rest.number, shown: rest.text, reason: "its end must be a newline: got the end of the connection" },
    ];
  };
  const more = async (): Promise<void> => {
    const piece = await stream.next();
    at = 0;
    if (piece instanceof Uint8Array) {
      bytes += piece.length;
      lines = frames.push(piece);
      return;
    }
    lines = ended(piece === undefined && stream.mayBeCut !== true);
    isOver = piece === undefined;
    if (piece === "again") {
      // What was cut off belongs to what came before, as does an open quote.
      if (lines.length > 0) rows.batch(lines);
      lines = [];
      rows.end();
    }
  };
  return {
    read: async (): Promise<Batch | undefined> => {
      for (;;) {
        signal.throwIfAborted();
        if (at < lines.length) {
          const some = lines.slice(at, at + batchRows);
          at += some.length;
          const batch = rows.batch(some);
          read += lengthOf(batch);
          return batch;
        }
        if (isOver) break;
        await more();
      }
      rows.end();
      return undefined;
    },
    position: () => read,
    bytesRead: () => bytes,
    close: () => stream.close(),
  };
}
