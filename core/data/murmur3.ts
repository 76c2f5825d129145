/**
 * Murmur3 x86-32 of `bytes[start, end)` with seed 0, as uint32.
 * @see Austin Appleby, MurmurHash3, `MurmurHash3_x86_32` (public domain reference implementation).
 */
export function murmur3(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  const tail = start + ((end - start) & ~3);
  for (let at = start; at < tail; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(rotate(hash ^ scramble(word), 13), 5) + 0xe6546b64;
  }
  let rest = 0;
  for (let at = end - 1; at >= tail; at--) rest = (rest << 8) | bytes[at]!;
  if (tail < end) hash ^= scramble(rest);
  return finalise(hash ^ (end - start));
}

function scramble(word: number): number {
  return Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Spreads every bit of the input over all bits of the output. */
export function finalise(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
