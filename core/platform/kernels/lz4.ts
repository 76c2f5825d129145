/**
 * An LZ4 block: sequences of a token (literal length << 4 | match length − 4; 15 goes on in bytes up to the first
 * below 255), the literals, and the distance of the match in two bytes; the last has no match. Returns the size.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function lz4Decompress(
  packed: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  first: number,
  lowest: number = first, // matches may begin from here on
): number {
  let at = start;
  let to = first;
  while (at < end) {
    const token = packed[at++]!;
    let length = token >> 4;
    if (length === 15) {
      let more = 255;
      while (more === 255 && at < end) {
        more = packed[at++]!;
        length += more;
      }
    }
    if (length > end - at || length > out.length - to) throw new RangeError("an LZ4 literal too long");
    if (length > 48) out.set(packed.subarray(at, at + length), to);
    else for (let part = 0; part < length; part++) out[to + part] = packed[at + part]!;
    at += length;
    to += length;
    if (at >= end) break;
    const distance = packed[at]! | (packed[at + 1]! << 8);
    at += 2;
    length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255 && at < end) {
        more = packed[at++]!;
        length += more;
      }
    }
    if (distance === 0 || distance > to - lowest || length > out.length - to)
      throw new RangeError("an LZ4 match out of range");
    for (let part = 0; part < length; part++) out[to + part] = out[to + part - distance]!;
    to += length;
  }
  return to - first;
}

/**
 * Packs greedily into one block: the last place of every four bytes is remembered by their hash. `out` must hold
 * 16 + 256⁄255 of the bytes; `table` is zeros, its length a power of two. Returns the size packed.
 */
export function lz4Compress(bytes: Uint8Array, start: number, end: number, out: Uint8Array, table: Int32Array): number {
  const mask = table.length - 1;
  // The last five bytes are literals, and the last match begins twelve before the end.
  const lastMatch = end - 12;
  const lastMatched = end - 5;
  let to = 0;
  let literal = start;
  let at = start;
  while (at <= end) {
    let match = -1;
    for (let step = 32; at <= lastMatch; at += step++ >> 5) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      const slot = (Math.imul(word, 0x9e3779b1 | 0) >>> 17) & mask;
      const candidate = table[slot]! - 1;
      table[slot] = at + 1;
      if (
        candidate >= start &&
        at - candidate < 65536 &&
        bytes[candidate] === bytes[at] &&
        bytes[candidate + 1] === bytes[at + 1] &&
        bytes[candidate + 2] === bytes[at + 2] &&
        bytes[candidate + 3] === bytes[at + 3]
      ) {
        match = candidate;
        break;
      }
    }
    const literalEnd = match < 0 ? end : at;
    const literals = literalEnd - literal;
    let length = 4;
    if (match >= 0) while (at + length < lastMatched && bytes[match + length] === bytes[at + length]) length++;
    out[to++] = (Math.min(literals, 15) << 4) | (match < 0 ? 0 : Math.min(length - 4, 15));
    for (let more = literals - 15; more >= 0; more -= 255) out[to++] = Math.min(more, 255);
    out.set(bytes.subarray(literal, literalEnd), to);
    to += literals;
    if (match < 0) break;
    const distance = at - match;
    out[to++] = distance & 255;
    out[to++] = distance >> 8;
    for (let more = length - 19; more >= 0; more -= 255) out[to++] = Math.min(more, 255);
    at += length;
    literal = at;
  }
  return to;
}
