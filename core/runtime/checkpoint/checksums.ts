import { checksum } from "./kernels/checksum.ts";

/**
 * What tells that bytes are those that were written: a checksum of 32 bits; and, where two pieces may be the same, a second one.
 * 0 where there is none.
 */
export type Sums = readonly [number, number];

const seeds = [0, 0x5bd1e995] as const;

/** @param both Whether they will be compared with those of other pieces. */
export function sumsOf(bytes: Uint8Array, both: boolean): Sums {
  const { length } = bytes;
  const words = wordsOf(bytes);
  const tail = tailOf(bytes);
  return [checksum(words, tail, length, seeds[0]), both ? checksum(words, tail, length, seeds[1]) || 1 : 0];
}

/** Whether two pieces are the same, as far as both have two. */
export function isSame([a, b]: Sums, [c, d]: Sums): boolean {
  return a === c && b === d && b !== 0;
}

/** Whether bytes are what was written. */
export function isWhole(bytes: Uint8Array, sums: Sums): boolean {
  const [first, second] = sumsOf(bytes, sums[1] !== 0);
  return first === sums[0] && second === sums[1];
}

/** The whole words of bytes; a copy where they do not lie at one. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const count = bytes.length >> 2;
  if (bytes.byteOffset % 4 === 0) return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  return new Int32Array(bytes.slice(0, 4 * count).buffer);
}

/** The bytes behind the last whole word, as one that ends with zeros. */
function tailOf(bytes: Uint8Array): number {
  let tail = 0;
  for (let at = bytes.length & ~3, shift = 0; at < bytes.length; at++, shift += 8) tail |= bytes[at]! << shift;
  return tail;
}
