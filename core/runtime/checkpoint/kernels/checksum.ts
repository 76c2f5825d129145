/**
 * The 32 bits of xxHash32 over `length` bytes of little-endian words, padded with zeros to a whole number of words:
 * four lanes of `lane = rotl(lane + word · p2, 13) · p1` over 16 bytes at a time, the rest word by word, then an avalanche.
 *
 * @param words The whole words of the bytes.
 * @param tail The bytes behind them, if there are any, as a word that ends with zeros.
 * @param length Bytes in all.
 * @see Yann Collet, "XXH32 algorithm description", §§ 1–7 (the tail here is whole words).
 */
export function checksum(words: Int32Array, tail: number, length: number, seed: number): number {
  const prime1 = 0x9e3779b1 | 0;
  const prime2 = 0x85ebca77 | 0;
  const prime3 = 0xc2b2ae3d | 0;
  const prime4 = 0x27d4eb2f | 0;
  const prime5 = 0x165667b1 | 0;
  const count = length >> 2;
  const whole = count & ~3;
  let hash = (seed + prime5) | 0;
  if (whole > 0) {
    let a = (seed + prime1 + prime2) | 0;
    let b = (seed + prime2) | 0;
    let c = seed | 0;
    let d = (seed - prime1) | 0;
    for (let at = 0; at < whole; at += 4) {
      a = (a + Math.imul(words[at]!, prime2)) | 0;
      b = (b + Math.imul(words[at + 1]!, prime2)) | 0;
      c = (c + Math.imul(words[at + 2]!, prime2)) | 0;
      d = (d + Math.imul(words[at + 3]!, prime2)) | 0;
      a = Math.imul((a << 13) | (a >>> 19), prime1);
      b = Math.imul((b << 13) | (b >>> 19), prime1);
      c = Math.imul((c << 13) | (c >>> 19), prime1);
      d = Math.imul((d << 13) | (d >>> 19), prime1);
    }
    hash =
      (((a << 1) | (a >>> 31)) + ((b << 7) | (b >>> 25)) + ((c << 12) | (c >>> 20)) + ((d << 18) | (d >>> 14))) | 0;
  }
  hash = (hash + length) | 0;
  for (let at = whole; at < (length + 3) >> 2; at++) {
    hash = (hash + Math.imul(at < count ? words[at]! : tail, prime3)) | 0;
    hash = Math.imul((hash << 17) | (hash >>> 15), prime4);
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
