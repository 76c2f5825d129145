import { fileError } from "./document.ts";

/** Looks at a line: the bytes `[start, end)`, without what ends it. */
export type LineReader = (bytes: Uint8Array, start: number, end: number, line: number) => void;

const newline = 10;
const carriageReturn = 13;
/** Bytes of a line: as many as the neighbours of a vertex may need, and no more than is easily held. */
const longestLine = 2 ** 28;

/** Hands each line of the pieces over, a byte-order mark at the beginning left out; no line is copied that lies in one piece. */
export async function eachLine(pieces: AsyncIterable<Uint8Array>, path: string, read: LineReader): Promise<number> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 0;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : joined(rest, piece);
    let start = line === 0 ? behindMark(bytes) : 0;
    for (;;) {
      // Where a newline is not in the rest of the piece before, it is not looked for there again.
      const end = bytes.indexOf(newline, Math.max(start, bytes.length - piece.length));
      if (end < 0) break;
      read(bytes, start, withoutReturn(bytes, start, end), ++line);
      start = end + 1;
    }
    rest = bytes.length - start > longestLine ? tooLong(path, line + 1) : bytes.slice(start);
  }
  if (rest.length > 0) {
    const start = line === 0 ? behindMark(rest) : 0;
    read(rest, start, withoutReturn(rest, start, rest.length), ++line);
  }
  return line;
}

function joined(rest: Uint8Array, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(rest.length + piece.length);
  all.set(rest);
  all.set(piece, rest.length);
  return all;
}

function behindMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function withoutReturn(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function tooLong(path: string, line: number): never {
  throw fileError({
    path,
    line,
    as: `a line must have at most ${longestLine / 2 ** 20} MiB`,
    got: "more",
    remedy: "see that it is a text whose lines end in a newline",
  });
}

/** The whole text of the pieces. */
export async function wholeText(pieces: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  const text = new Utf8Text(path);
  const parts: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    parts.push(text.of(piece));
    length += piece.length;
    if (length > longestText)
      throw text.problem("it must have at most 512 MiB", "more", "read a format with a line an edge");
  }
  parts.push(text.end());
  return parts.join("");
}

/** A text is held as one string, which has no room for more in any runtime. */
const longestText = 2 ** 29 - 25;

/** Text in UTF-8, or in the encoding that is named; bytes that are none are an error, as ids would be the same that are not. */
export class Utf8Text {
  readonly #path: string;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #bytes = 0;

  constructor(path: string, encoding = "utf-8") {
    this.#path = path;
    try {
      this.#decoder = new TextDecoder(encoding, { fatal: true });
    } catch {
      throw this.problem("its encoding must be one that is known", JSON.stringify(encoding), "write it in UTF-8");
    }
  }

  of(piece: Uint8Array): string {
    return this.#decode(() => this.#decoder.decode(piece, { stream: true }), piece.length);
  }

  end(): string {
    return this.#decode(() => this.#decoder.decode(), 0);
  }

  problem(as: string, got: string, remedy: string): SyntaxError {
    return fileError({ path: this.#path, as, got, remedy });
  }

  #decode(decode: () => string, length: number): string {
    try {
      return decode();
    } catch {
      const where = `other bytes between ${this.#bytes} and ${this.#bytes + length}`;
      throw this.problem(`its text must be in ${this.#decoder.encoding.toUpperCase()}`, where, "write it in UTF-8");
    } finally {
      this.#bytes += length;
    }
  }
}

/** Texts as bytes, in pieces of some size. */
export function* textPieces(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let held: string[] = [];
  let length = 0;
  for (const line of lines) {
    held.push(line);
    length += line.length;
    if (length < 2 ** 18) continue;
    yield encoder.encode(held.join(""));
    held = [];
    length = 0;
  }
  if (held.length > 0) yield encoder.encode(held.join(""));
}
