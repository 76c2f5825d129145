import type { DocumentColumn } from "./document.ts";

/** Numbers in an array that grows. */
export class GrowingNumbers {
  #values: Float64Array = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  /** All of them, as whole numbers of 32 bits where they are such. */
  finish(): Float64Array | Int32Array {
    const values = this.#values.subarray(0, this.#length);
    for (let at = 0; at < values.length; at++) {
      if (!Object.is(values[at]! | 0, values[at])) return values.slice();
    }
    return Int32Array.from(values);
  }

  #grow(): void {
    const larger = new Float64Array(this.#values.length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/**
 * A column whose values are numbers while all that came are: with the first that is none, all of them are texts. So `1` is a
 * number in a file of numbers, and a text beside `a`.
 */
export class GrowingTokens {
  readonly #numberOf: (text: string) => number | undefined;
  #numbers: GrowingNumbers | undefined = new GrowingNumbers();
  #texts: string[] = [];
  readonly #known: Map<string, string> = new Map();
  readonly #decoder: InstanceType<typeof TextDecoder> = new TextDecoder("utf-8", { fatal: true });
  /** Whether the first is a text and all behind it would have been numbers: then it is the name of the column. */
  #isHeaded = false;

  constructor(numberOf: (text: string) => number | undefined) {
    this.#numberOf = numberOf;
  }

  get length(): number {
    return this.#numbers?.length ?? this.#texts.length;
  }

  /**
   * A token of the bytes `[start, end)`.
   *
   * @throws TypeError Where it is no word: not in UTF-8, with control characters, or within quotes.
   */
  push(bytes: Uint8Array, start: number, end: number): void {
    const whole = this.#numbers === undefined ? undefined : wholeNumber(bytes, start, end);
    if (whole !== undefined) this.#numbers!.push(whole);
    else this.#pushText(this.#decoder.decode(bytes.subarray(start, end)));
  }

  #pushText(text: string): void {
    if (this.#numbers !== undefined) {
      const number = this.#numberOf(text);
      if (number !== undefined) {
        this.#numbers.push(number);
        return;
      }
      this.#isHeaded = this.#numbers.length === 0;
      this.becomeTexts();
    } else if (this.#isHeaded && this.#numberOf(text) === undefined) this.#isHeaded = false;
    const known = this.#known.get(text);
    if (known === undefined) {
      mustBeWord(text);
      this.#known.set(text, text);
    }
    this.#texts.push(known ?? text);
  }

  get isHeaded(): boolean {
    return this.#isHeaded && this.length > 1;
  }

  get isNumbers(): boolean {
    return this.#numbers !== undefined;
  }

  /** From now on, and for what came before, texts. */
  becomeTexts(): void {
    const numbers = this.#numbers;
    if (numbers === undefined) return;
    this.#numbers = undefined;
    this.#texts = Array.from({ length: numbers.length }, (_, at) => String(numbers.at(at)));
    for (const text of this.#texts) this.#known.set(text, text);
  }

  finish(): DocumentColumn {
    return this.#numbers?.finish() ?? this.#texts;
  }
}

/** Lines that end otherwise, a text in UTF-16 and a table with quotes would give ids that are not those of the file. */
function mustBeWord(text: string): void {
  const isWord = text !== "" && !text.startsWith('"') && !/[^\P{Cc}\x80-\x9f]/u.test(text);
  if (!isWord) throw new TypeError(JSON.stringify(text));
}

/** A whole number as `String` writes it, of up to 15 digits; undefined else. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const from = bytes[start] === 45 ? start + 1 : start;
  const digits = end - from;
  const first = bytes[from]! - 48;
  if (digits < 1 || digits > 15 || (first === 0 && (digits > 1 || from > start))) return undefined;
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return from > start ? -value : value;
}

/** The number that an id is, where it is the one way to write it: `007` and `1.0` are no numbers. */
export function idNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && String(number) === text ? number : undefined;
}

/** The number that a value is, in any of the usual ways of writing one; none where it would have to be rounded to a whole one. */
export function valueNumber(text: string): number | undefined {
  if (/^[+-]?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  const special = /^([+-]?)(?:inf|infinity|(nan))$/i.exec(text);
  if (special === null) return undefined;
  if (special[2] !== undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
