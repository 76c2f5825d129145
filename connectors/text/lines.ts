import { type Column, makeBatch, type Schema, string } from "../../core/io/mod.ts";
import { isUtf8 } from "../../core/platform/mod.ts";
import { type ByteWindow, type PendingRecord, quoteText, type RecordFormat } from "../files/mod.ts";

const newline = 10;
const carriageReturn = 13;

/** Lines as texts that lie in the windows themselves. */
export function lineFormat(schema: Schema, batchRows: number, maxRecordBytes: number): RecordFormat {
  return {
    scan: (window, at) => {
      const starts = new Int32Array(batchRows);
      const lengths = new Int32Array(batchRows);
      const refused: PendingRecord[] = [];
      let [rows, next] = [0, at];
      while (rows < batchRows) {
        const end = lineEnd(window, next);
        if (end === undefined) break;
        const length = (end > next && window.bytes[end - 1] === carriageReturn ? end - 1 : end) - next;
        if (length > maxRecordBytes) refused.push(tooLong(window, next, length, maxRecordBytes));
        else if (isUtf8(window.bytes.subarray(next, next + length))) {
          starts[rows] = next;
          lengths[rows++] = length;
        } else refused.push(notUtf8(window, next, length));
        next = Math.min(end + 1, window.length);
      }
      const column: Column = {
        type: string,
        layout: "utf8",
        bytes: window.bytes,
        starts,
        lengths,
        validity: undefined,
      };
      const batch = rows === 0 ? undefined : makeBatch(schema, rows, schema.fields.length === 0 ? [] : [column]);
      const end = rows === batchRows ? "full" : window.isLast && next >= window.length ? "end" : "cut";
      return { batch, end, next, bad: refused };
    },
    keepsBytes: () => true,
    returnsToNewlines: (bytes, length) => {
      for (let at = bytes.indexOf(carriageReturn); at >= 0 && at < length; at = bytes.indexOf(carriageReturn, at + 1))
        bytes[at] = newline;
    },
    close: () => undefined,
  };
}

/** Where the line at `from` ends; undefined where there is none, or its end is not in the window. */
function lineEnd({ bytes, length, isLast }: ByteWindow, from: number): number | undefined {
  if (from >= length) return undefined;
  const found = bytes.indexOf(newline, from);
  if (found >= 0 && found < length) return found;
  return isLast ? length : undefined;
}

function notUtf8(window: ByteWindow, at: number, length: number): PendingRecord {
  return bad(window, at, length, (text) => `it must be UTF-8: got ${quoteText(text)}`);
}

function tooLong(window: ByteWindow, at: number, length: number, most: number): PendingRecord {
  return bad(
    window,
    at,
    length,
    (text) => `a record must have at most ${most} bytes: got ${length}, beginning ${quoteText(text)}`,
  );
}

function bad(
  { bytes, offset }: ByteWindow,
  at: number,
  length: number,
  reason: (text: string) => string,
): PendingRecord {
  const text = new TextDecoder().decode(bytes.subarray(at, at + Math.min(length, 200)));
  return { offset: offset + at, text, reason: reason(text) };
}
