/**
 * The 32 bits of xxHash32: four lanes of `lane = rotl(lane + word · p2, 13) · p1` over 16 bytes at a time, the rest word by word
 * (what is behind the last whole word is one that ends with zeros), then an avalanche.
 *
 * Its text runs in the thread that writes state as well: it uses nothing but its arguments.
 *
 * @see Yann Collet, "XXH32 algorithm description", §§ 1–7 (the tail here is whole words).
 */
export function checksum(bytes: Uint8Array, seed: number): number {
  const prime1 = 0x9e3779b1 | 0;
  const prime2 = 0x85ebca77 | 0;
  const prime3 = 0xc2b2ae3d | 0;
  const prime4 = 0x27d4eb2f | 0;
  const prime5 = 0x165667b1 | 0;
  const { length } = bytes;
  const count = length >> 2;
  // Words are read where they lie; a copy where that is at no multiple of four.
  const lying = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(lying.buffer, lying.byteOffset, count);
  let tail = 0;
  for (let at = 4 * count, shift = 0; at < length; at++, shift += 8) tail |= bytes[at]! << shift;
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
