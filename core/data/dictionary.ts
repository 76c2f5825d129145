import { decodeUtf8 } from "./column.ts";

/**
 * The distinct strings that a dictionary column's codes point to, decoded when first asked for.
 * Operators cache what they know of it by identity, so a source hands out the same one as long as codes mean the same.
 */
export interface Dictionary {
  readonly size: number;
  /** What is decoded so far, by code: hot loops look here first. */
  readonly texts: readonly (string | undefined)[];
  text(code: number): string;
}

/** A dictionary of strings that are there already. */
export function dictionaryOf(texts: readonly string[]): Dictionary {
  return { size: texts.length, texts, text: (code) => texts[code]! };
}

/** A dictionary over utf8 entries, each decoded once, when first read. */
export function utf8Dictionary(bytes: Uint8Array, starts: Int32Array, lengths: Int32Array, size: number): Dictionary {
  const texts = new Array<string | undefined>(size).fill(undefined);
  return { size, texts, text: (code) => (texts[code] ??= decodeUtf8(bytes, starts[code]!, lengths[code]!)) };
}
