/**
 * An LZ4 block: sequences of a token (literal length << 4 | match length − 4; 15 goes on in bytes up to the first
 * below 255), the literals, and the distance of the match in two bytes; the last has no match. Returns the size.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function lz4Decompress(packed: Uint8Array, start: number, end: number, out: Uint8Array, first: number): number {
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
    if (distance === 0 || distance > to - first || length > out.length - to)
      throw new RangeError("an LZ4 match out of range");
    for (let part = 0; part < length; part++) out[to + part] = out[to + part - distance]!;
    to += length;
  }
  return to - first;
}
