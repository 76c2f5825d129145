/*
 * Snappy's raw format: the size unpacked as a varint, then elements.
 *
 *     element = tag, content; by the tag's low bits
 *     00 literal: (tag >> 2) + 1 bytes, or, from 60 on, a length in 1…4 bytes that follow
 *     01 copy: 4 + ((tag >> 2) & 7) bytes from (tag >> 5 << 8 | next byte) before
 *     10 copy: (tag >> 2) + 1 bytes from as far before as the next two bytes say · 11 the same with four bytes
 *
 * https://github.com/google/snappy/blob/main/format_description.txt
 */

/**
 * Unpacks to `out` and returns how many bytes there were. Short pieces are copied as sixteen bytes, without a branch on
 * their length, where there is room: the next piece overwrites what is too much.
 */
export function snappyDecompress(packed: Uint8Array, out: Uint8Array): number {
  const from = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const into = new DataView(out.buffer, out.byteOffset, out.length);
  const end = packed.length;
  const room = out.length;
  let at = 0;
  while (packed[at]! > 127) at++;
  at++;
  let to = 0;
  while (at < end) {
    const tag = packed[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let length = (tag >> 2) + 1;
      if (length > 60) {
        const extra = length - 60;
        length = 0;
        for (let part = 0; part < extra; part++) length += packed[at + part]! * 2 ** (8 * part);
        length++;
        at += extra;
      }
      if (!(length <= end - at && length <= room - to)) throw new RangeError("a snappy literal too long");
      if (length <= 16 && at + 16 <= end && to + 16 <= room) {
        into.setInt32(to, from.getInt32(at, true), true);
        into.setInt32(to + 4, from.getInt32(at + 4, true), true);
        into.setInt32(to + 8, from.getInt32(at + 8, true), true);
        into.setInt32(to + 12, from.getInt32(at + 12, true), true);
      } else if (length > 64) {
        out.set(packed.subarray(at, at + length), to);
      } else if (at + length + 3 <= end && to + length + 3 <= room) {
        for (let part = 0; part < length; part += 4) into.setInt32(to + part, from.getInt32(at + part, true), true);
      } else {
        for (let part = 0; part < length; part++) out[to + part] = packed[at + part]!;
      }
      at += length;
      to += length;
      continue;
    }
    let length = (tag >> 2) + 1;
    let distance = 0;
    if (kind === 1) {
      length = 4 + ((tag >> 2) & 7);
      distance = ((tag >> 5) << 8) | packed[at++]!;
    } else if (kind === 2) {
      distance = packed[at]! | (packed[at + 1]! << 8);
      at += 2;
    } else {
      distance = packed[at]! | (packed[at + 1]! << 8) | (packed[at + 2]! << 16) | (packed[at + 3]! << 24);
      at += 4;
    }
    if (at > end || distance <= 0 || distance > to || length > room - to)
      throw new RangeError("a snappy copy out of range");
    const source = to - distance;
    if (length <= 16 && distance >= 4 && to + 16 <= room) {
      into.setInt32(to, into.getInt32(source, true), true);
      into.setInt32(to + 4, into.getInt32(source + 4, true), true);
      into.setInt32(to + 8, into.getInt32(source + 8, true), true);
      into.setInt32(to + 12, into.getInt32(source + 12, true), true);
    } else if (distance >= 4 && to + length + 3 <= room) {
      for (let part = 0; part < length; part += 4) into.setInt32(to + part, into.getInt32(source + part, true), true);
    } else {
      for (let part = 0; part < length; part++) out[to + part] = out[source + part]!;
    }
    to += length;
  }
  return to;
}

/**
 * Packs greedily: the last place of every four bytes is remembered by their hash. `out` must hold
 * 32 + 7⁄6 of the bytes; `table` is zeros, its length a power of two. Returns the size packed.
 */
export function snappyCompress(bytes: Uint8Array, out: Uint8Array, table: Int32Array): number {
  const mask = table.length - 1;
  const end = bytes.length;
  let to = 0;
  for (let size = end; ; size >>>= 7) {
    out[to++] = size > 127 ? (size & 127) | 128 : size;
    if (size <= 127) break;
  }
  let literal = 0;
  let at = 0;
  while (at <= end) {
    let match = -1;
    // The step grows where nothing matches, so that what cannot be packed is passed over quickly.
    for (let step = 32; at + 4 <= end; at += step++ >> 5) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      const slot = (Math.imul(word, 0x1e35a7bd) >>> 17) & mask;
      const candidate = table[slot]! - 1;
      table[slot] = at + 1;
      if (
        candidate >= 0 &&
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
    let left = literalEnd - literal;
    while (left > 0) {
      const length = Math.min(left, 65536);
      if (length <= 60) {
        out[to++] = (length - 1) << 2;
      } else if (length <= 256) {
        out[to++] = 60 << 2;
        out[to++] = length - 1;
      } else {
        out[to++] = 61 << 2;
        out[to++] = (length - 1) & 255;
        out[to++] = (length - 1) >> 8;
      }
      out.set(bytes.subarray(literal, literal + length), to);
      to += length;
      literal += length;
      left -= length;
    }
    if (match < 0) break;
    const distance = at - match;
    let length = 4;
    while (at + length < end && bytes[match + length] === bytes[at + length]) length++;
    at += length;
    literal = at;
    while (length > 0) {
      const part = Math.min(length, 64);
      out[to++] = ((part - 1) << 2) | 2;
      out[to++] = distance & 255;
      out[to++] = distance >> 8;
      length -= part;
    }
  }
  return to;
}
