import { quoteText } from "./quote-text.ts";

/** A line of a stream of bytes, or why it is none. */
export type FramedLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly reason: string; readonly shown: string };

export interface LineFrames {
  /** The lines that end in these bytes. What begins in them is held, copied. */
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
  const decode = decoderOf(encoding);
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 1;
  let isFirst = true;
  const lineOf = (bytes: Uint8Array): FramedLine => {
    const end = bytes.length > 0 && bytes[bytes.length - 1] === carriageReturn ? bytes.length - 1 : bytes.length;
    const at = number++;
    if (end > maxBytes) {
      const shown = new TextDecoder().decode(bytes.subarray(0, 200));
      return {
        number: at,
        shown,
        reason: `a line must have at most ${maxBytes} bytes: got more, beginning ${quoteText(shown)}`,
      };
    }
    const text = decode(bytes.subarray(0, end));
    if (text === undefined) {
      const shown = new TextDecoder().decode(bytes.subarray(0, Math.min(end, 200)));
      return { number: at, shown, reason: `it must be UTF-8: got ${quoteText(shown)}` };
    }
    const isMarked = isFirst && text.startsWith("\ufeff");
    isFirst = false;
    return { number: at, text: isMarked ? text.slice(1) : text };
  };
  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    heldBytes += bytes.length;
    // Of a line that is too long no more than its beginning is kept.
    if (heldBytes - bytes.length <= maxBytes + 1) held.push(bytes.slice(0, maxBytes + 2));
  };
  const taken = (last: Uint8Array): Uint8Array => {
    if (heldBytes === 0) return last;
    hold(last);
    const whole = joined(held);
    held = [];
    heldBytes = 0;
    return whole;
  };
  return {
    push: (bytes) => {
      const lines: FramedLine[] = [];
      let at = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
        lines.push(lineOf(taken(bytes.subarray(at, end))));
        at = end + 1;
      }
      hold(bytes.subarray(at));
      return lines;
    },
    rest: () => {
      const line = heldBytes === 0 ? undefined : lineOf(taken(new Uint8Array(0)));
      isFirst = true;
      return line;
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
