import { checksum } from "./kernels/checksum.ts";

/** What tells that bytes are those that were written: two checksums of 32 bits, and so also that two pieces are the same. */
export type Sums = readonly [number, number];

const seeds = [0, 0x5bd1e995] as const;

export function sumsOf(bytes: Uint8Array): Sums {
  const words = wordsOf(bytes);
  return [checksum(words, bytes.length, seeds[0]), checksum(words, bytes.length, seeds[1])];
}

export function isSame([a, b]: Sums, [c, d]: Sums): boolean {
  return a === c && b === d;
}

/** The bytes as whole words; a copy where they do not lie at one, or end within one. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0) {
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }
  const whole = new Uint8Array((bytes.length + 3) & ~3);
  whole.set(bytes);
  return new Int32Array(whole.buffer);
}
