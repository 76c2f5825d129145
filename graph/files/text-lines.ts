/** Looks at a line: the bytes `[start, end)`, without what ends it. */
export type LineReader = (bytes: Uint8Array, start: number, end: number, line: number) => void;

const newline = 10;
const carriageReturn = 13;

/** Hands each line of the pieces over, a byte-order mark at the beginning left out; no line is copied that lies in one piece. */
export async function eachLine(pieces: AsyncIterable<Uint8Array>, read: LineReader): Promise<number> {
  let rest = new Uint8Array(0);
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
    rest = bytes.slice(start);
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

/** The whole text of the pieces. */
export async function wholeText(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  for await (const piece of pieces) parts.push(decoder.decode(piece, { stream: true }));
  parts.push(decoder.decode());
  return parts.join("");
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
