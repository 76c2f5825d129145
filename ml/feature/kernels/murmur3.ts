/**
 * MurmurHash3 of the UTF-16 code units of a text, little-endian, seed 0, as a signed number of 32 bits: Guava's
 * `murmur3_32().hashUnencodedChars`.
 *
 * @see Appleby, MurmurHash3_x86_32, https://github.com/aappleby/smhasher
 */
export function murmur3OfText(text: string): number {
  let hash = 0;
  const pairs = text.length >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    hash ^= mixed(text.charCodeAt(2 * pair) | (text.charCodeAt(2 * pair + 1) << 16));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  if (text.length & 1) hash ^= mixed(text.charCodeAt(text.length - 1));
  return finalised(hash ^ (2 * text.length)) | 0;
}

/** All bits of a number of 32 bits mixed, as a number from 0 on. */
export function finalised(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixed(word: number): number {
  const first = Math.imul(word, 0xcc9e2d51);
  return Math.imul((first << 15) | (first >>> 17), 0x1b873593);
}
