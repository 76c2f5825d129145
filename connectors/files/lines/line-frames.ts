import { quoteText } from "../quote-text.ts";

/** A line of a stream of bytes, or why it is none. */
export type FramedLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly reason: string; readonly shown: string };

export interface LineFrames {
  /** The lines that end in these bytes, and one that has become too long to be any. What begins in them is held, copied. */
  push(bytes: Uint8Array): readonly FramedLine[];
  /** What is held behind the last newline; undefined where there is nothing. The next bytes begin a stream anew, and lines are counted on. */
  rest(): FramedLine | undefined;
}

export type TextEncoding = "utf8" | "latin1";

const newline = 10;
const carriageReturn = 13;

/**
 * Lines of a stream of bytes, however it is cut: they end in a newline, or in a carriage return and one. Memory is bounded by
 * `maxBytes`, which is how long a line may be.
 */
export function lineFrames(encoding: TextEncoding, maxBytes: number): LineFrames {
  const lineOf = lineReading(encoding, maxBytes);
  const held = heldBytes(maxBytes + 2);
  let number = 1;
  let isFirst = true;
  /** Whether the line that is held was told as too long already: no newline may ever come. */
  let isTold = false;
  const told = (bytes: Uint8Array): FramedLine => {
    const line = lineOf(bytes, number++, isFirst);
    if ("text" in line) isFirst = false;
    return line;
  };
  const ended = (last: Uint8Array): readonly FramedLine[] => {
    const line = held.taken(last);
    const wasTold = isTold;
    isTold = false;
    return wasTold ? [] : [told(line)];
  };
  return {
    push: (bytes) => {
      const lines: FramedLine[] = [];
      let at = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
        lines.push(...ended(bytes.subarray(at, end)));
        at = end + 1;
      }
      held.add(bytes.subarray(at));
      // A carriage return at its end is not counted.
      if (held.size() > maxBytes + 1 && !isTold) {
        lines.push(told(held.beginning()));
        isTold = true;
      }
      return lines;
    },
    rest: () => {
      const [line] = held.size() === 0 ? [] : ended(new Uint8Array(0));
      isFirst = true;
      return line;
    },
  };
}

/** What bytes between two newlines are; of the first a byte-order mark is no part. */
function lineReading(encoding: TextEncoding, maxBytes: number) {
  const decode = decoderOf(encoding);
  return (bytes: Uint8Array, number: number, isFirst: boolean): FramedLine => {
    const end = bytes.length > 0 && bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    if (end > maxBytes) {
      const shown = new TextDecoder().decode(bytes.subarray(0, 200));
      const reason = `a line must have at most ${maxBytes} bytes: got more, beginning ${quoteText(shown)}`;
      return { number, shown, reason };
    }
    const text = decode(bytes.subarray(0, end));
    if (text === undefined) {
      const shown = new TextDecoder().decode(bytes.subarray(0, Math.min(end, 200)));
      return { number, shown, reason: `it must be UTF-8: got ${quoteText(shown)}` };
    }
    return { number, text: isFirst && text.startsWith("\ufeff") ? text.slice(1) : text };
  };
}

/** The pieces of a line that has not ended, copied: of one that is too long no more than its beginning. */
function heldBytes(most: number) {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const add = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    if (size < most) pieces.push(bytes.slice(0, most));
    size += bytes.length;
  };
  return {
    add,
    size: () => size,
    beginning: () => joined(pieces),
    /** What was held with what comes last, not copied where nothing was; nothing is held then. */
    taken: (last: Uint8Array): Uint8Array => {
      if (size === 0) return last;
      add(last);
      const whole = joined(pieces);
      pieces = [];
      size = 0;
      return whole;
    },
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Undefined for what is not in that encoding; any bytes are Latin-1. */
function decoderOf(encoding: TextEncoding): (bytes: Uint8Array) => string | undefined {
  if (encoding === "latin1") return latin1;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/** As ISO 8859-1 has it: what the web calls so is another encoding. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
