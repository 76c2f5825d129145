import { finalise } from "../data/murmur3.ts";
import { distinctKey } from "./distinct-key.ts";

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Writes 64 hash bits of `value` into `hash[0]` (upper half) and `hash[1]`. Values with equal `distinctKey` have equal
 * hashes, and the hash of a value is the same in every run.
 *
 * Two lanes of 32 bits, mixed and crossed as in `MurmurHash3_x86_128`, which has four.
 *
 * @see Austin Appleby, MurmurHash3, `MurmurHash3_x86_128` (public domain reference implementation).
 */
export function hash64(value: unknown, hash: Uint32Array): void {
  if (typeof value === "number") hashNumber(value, hash);
  else if (typeof value === "string") hashText(value, 2, hash);
  else if (typeof value === "object") hashText(distinctKey(value) as string, 3, hash);
  else hashText(String(value), 4, hash);
}

function hashNumber(value: number, hash: Uint32Array): void {
  double[0] = Number.isNaN(value) ? Number.NaN : value + 0; // −0 + 0 is 0
  hash[0] = 1;
  hash[1] = 1;
  mixWord(words[0]!, hash);
  mixWord(words[1]!, hash);
  finish(8, hash);
}

function hashText(text: string, kind: number, hash: Uint32Array): void {
  hash[0] = kind;
  hash[1] = kind;
  const even = text.length & ~1;
  for (let at = 0; at < even; at += 2) mixWord(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16), hash);
  if (even < text.length) mixWord(text.charCodeAt(even), hash);
  finish(text.length, hash);
}

function mixWord(word: number, hash: Uint32Array): void {
  let first = hash[0]!;
  let second = hash[1]!;
  first ^= Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
  first = Math.imul(rotate(first, 19) + second, 5) + 0x561ccd1b;
  second ^= Math.imul(rotate(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93);
  second = Math.imul(rotate(second, 13) + first, 5) + 0x32ac3b17;
  hash[0] = first;
  hash[1] = second;
}

function finish(length: number, hash: Uint32Array): void {
  const first = (hash[0]! ^ length) + (hash[1]! ^ length);
  const second = finalise((hash[1]! ^ length) + first);
  hash[0] = finalise(first) + second;
  hash[1] = second + hash[0]!;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
