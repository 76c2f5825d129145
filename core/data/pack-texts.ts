import { type ByteWriter, byteWriter } from "./codec.ts";
import { decodeUtf8 } from "./column.ts";

/*
 * Columns that are arrays of JavaScript values hold texts more often than anything else, and mostly few different ones: those
 * are sent once, and their numbers from then on. Where there are many, each batch holds them as utf8.
 */

/** Different texts of a column that both sides remember; of more each batch brings its own. */
const mostRemembered = 4096;
const longestRemembered = 100;

const encoder = new TextEncoder();

/** How a column of values is packed: each by the codec; as numbers of known texts; as lengths and utf8; as bytes of an encoder's. */
export const valuesForm = { codec: 0, known: 1, utf8: 2, encoded: 3 } as const;

export type ValuesForm = (typeof valuesForm)[keyof typeof valuesForm];

/** The number of an absent text, and its length. */
const absent = -1;

/** The texts of one column, as one packer sends them. */
export class TextPacker {
  readonly #numbers = new Map<string, number>();
  /** Of known texts their numbers, else the bytes that each text takes, by row. */
  words: Int32Array = new Int32Array(0);
  readonly #writer: ByteWriter = byteWriter(64);
  /** Whether there have been too many texts, or too long ones, to remember them. */
  #isVaried = false;

  /** Texts that are new to the reader since they were taken last, the first of them being this number. */
  fresh: string[] = [];

  get firstFresh(): number {
    return this.#numbers.size - this.fresh.length;
  }

  /** The utf8 of the texts, in the form `utf8`. */
  get bytes(): Uint8Array {
    return this.#writer.bytes.subarray(0, this.#writer.length);
  }

  /** How these values can be packed: the codec's where not all are texts or null. */
  measure(values: readonly unknown[], rows: number): ValuesForm {
    if (rows === 0 || (typeof values[0] !== "string" && values[0] !== null)) return valuesForm.codec;
    if (this.words.length < rows) this.words = new Int32Array(rows);
    if (!this.#isVaried && this.#measureKnown(values, rows)) return valuesForm.known;
    return this.#measureUtf8(values, rows) ? valuesForm.utf8 : valuesForm.codec;
  }

  #measureKnown(values: readonly unknown[], rows: number): boolean {
    const { words } = this;
    for (let row = 0; row < rows; row++) {
      const text = values[row];
      if (text === null) {
        words[row] = absent;
        continue;
      }
      if (typeof text !== "string") return false;
      let number = this.#numbers.get(text);
      if (number === undefined) {
        this.#isVaried = this.#numbers.size === mostRemembered || text.length > longestRemembered;
        if (this.#isVaried) return false;
        number = this.#numbers.size;
        this.#numbers.set(text, number);
        this.fresh.push(text);
      }
      words[row] = number;
    }
    return true;
  }

  #measureUtf8(values: readonly unknown[], rows: number): boolean {
    const writer = this.#writer;
    const { words } = this;
    writer.length = 0;
    for (let row = 0; row < rows; row++) {
      const text = values[row];
      if (text === null) {
        words[row] = absent;
        continue;
      }
      // UTF-8 does not hold halves of pairs that stand alone.
      if (typeof text !== "string" || !text.isWellFormed()) return false;
      words[row] = writeText(writer, text);
    }
    return true;
  }
}

/** Up to this length a loop costs less than a call of the encoder. */
const shortText = 32;

/** Appends a text, and gives the bytes that it takes. */
function writeText(writer: ByteWriter, text: string): number {
  const start = writer.length;
  if (writer.bytes.length < start + 3 * text.length) {
    const larger = new Uint8Array(2 * (start + 3 * text.length));
    larger.set(writer.bytes.subarray(0, start));
    writer.bytes = larger;
  }
  const { bytes } = writer;
  if (text.length <= shortText) {
    let at = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) break;
      bytes[start + at] = code;
    }
    if (at === text.length) {
      writer.length = start + at;
      return at;
    }
  }
  const { written } = encoder.encodeInto(text, bytes.subarray(start));
  writer.length = start + written;
  return written;
}

/** Texts by the numbers that were told before. */
export function knownTexts(numbers: Int32Array, texts: readonly string[]): unknown[] {
  const values = new Array<unknown>(numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row]!;
    values[row] = number === absent ? null : texts[number];
  }
  return values;
}

/** Texts of their lengths and utf8. */
export function textsOf(lengths: Int32Array, bytes: Uint8Array): unknown[] {
  const values = new Array<unknown>(lengths.length);
  let at = 0;
  for (let row = 0; row < lengths.length; row++) {
    const length = lengths[row]!;
    if (length === absent) {
      values[row] = null;
      continue;
    }
    values[row] = decodeUtf8(bytes, at, length);
    at += length;
  }
  return values;
}
