// The twin of snappy.ts, which says what the bytes mean: the same results, and the same bytes packed.

// What `unpack` gives where it cannot go on.
const LITERAL_TOO_LONG = -1;
const COPY_OUT_OF_RANGE = -2;

/**
 * Unpacks [at, end) to [out, limit) and gives how many bytes there were. At least 16 bytes behind `end`, and 80 behind `limit`,
 * may be touched: what is written too much the next piece overwrites.
 */
export function unpack(at: usize, end: usize, out: usize, limit: usize): i32 {
  let to = out;
  while (at < end && load<u8>(at) > 127) at++;
  at++;
  while (at < end) {
    const tag = <u32>load<u8>(at++);
    const kind = tag & 3;
    if (kind == 0) {
      let length = <usize>(tag >> 2) + 1;
      if (length <= 16) {
        if (length > end - at || length > limit - to) return LITERAL_TOO_LONG;
        v128.store(to, v128.load(at));
      } else {
        if (length > 60) {
          const extra = length - 60;
          if (extra > end - at) return LITERAL_TOO_LONG;
          const size = <u64>load<u32>(at) & (0xffffffff >> (<u64>(4 - extra) << 3));
          if (size >= <u64>(end - at)) return LITERAL_TOO_LONG;
          length = <usize>size + 1;
          at += extra;
        }
        if (length > end - at || length > limit - to) return LITERAL_TOO_LONG;
        if (length <= 64) {
          for (let part: usize = 0; part < length; part += 16) v128.store(to + part, v128.load(at + part));
        } else memory.copy(to, at, length);
      }
      at += length;
      to += length;
      continue;
    }
    let length: usize;
    let distance: usize;
    if (kind == 1) {
      length = 4 + <usize>((tag >> 2) & 7);
      distance = (<usize>(tag >> 5) << 8) | <usize>load<u8>(at++);
    } else {
      length = <usize>(tag >> 2) + 1;
      if (kind == 2) {
        distance = <usize>load<u16>(at);
        at += 2;
      } else {
        distance = <usize>load<u32>(at);
        at += 4;
      }
    }
    if (at > end || distance == 0 || distance > to - out || length > limit - to) return COPY_OUT_OF_RANGE;
    const source = to - distance;
    if (distance >= 16) {
      v128.store(to, v128.load(source));
      for (let part: usize = 16; part < length; part += 16) v128.store(to + part, v128.load(source + part));
    } else {
      // Copied by eight bytes, of which the first `distance` are right: what is there then is twice as far away.
      let part: usize = 0;
      for (; distance < 8 && part < length; distance += distance) {
        store<u64>(to + part, load<u64>(source));
        part += distance;
      }
      for (const back = distance; part < length; part += 8) store<u64>(to + part, load<u64>(to + part - back));
    }
    to += length;
  }
  return <i32>(to - out);
}

/** Packs [bytes, end) to `out`, where 32 + 7⁄6 of them have room; `table` is 2^14 zeros. Gives the size packed. */
export function pack(bytes: usize, end: usize, out: usize, table: usize): i32 {
  let to = out;
  let size = <u32>(end - bytes);
  for (; size > 127; size >>>= 7) store<u8>(to++, (size & 127) | 128);
  store<u8>(to++, size);
  let literal = bytes;
  let at = bytes;
  while (at <= end) {
    let match: usize = 0;
    for (let step: usize = 32; at + 4 <= end; at += step++ >> 5) {
      const word = load<u32>(at);
      const slot = table + (<usize>(((word * 0x1e35a7bd) >>> 17) & 0x3fff) << 2);
      const candidate = <usize>load<u32>(slot);
      store<u32>(slot, <u32>(at - bytes) + 1);
      if (candidate == 0) continue;
      const before = bytes + candidate - 1;
      if (at - before < 65536 && load<u32>(before) == word) {
        match = before;
        break;
      }
    }
    to = packLiteral(literal, match == 0 ? end : at, to);
    if (match == 0) break;
    const distance = at - match;
    let length: usize = 4;
    while (at + length + 8 <= end) {
      const differing = load<u64>(match + length) ^ load<u64>(at + length);
      if (differing != 0) break;
      length += 8;
    }
    while (at + length < end && load<u8>(match + length) == load<u8>(at + length)) length++;
    at += length;
    literal = at;
    while (length > 0) {
      const part = min<usize>(length, 64);
      store<u8>(to, ((<u32>part - 1) << 2) | 2);
      store<u16>(to + 1, <u16>distance);
      to += 3;
      length -= part;
    }
  }
  return <i32>(to - out);
}

function packLiteral(from: usize, end: usize, to: usize): usize {
  while (from < end) {
    const length = min<usize>(end - from, 65536);
    const least = <u32>length - 1;
    if (length <= 60) store<u8>(to++, least << 2);
    else if (length <= 256) {
      store<u8>(to, 60 << 2);
      store<u8>(to + 1, least);
      to += 2;
    } else {
      store<u8>(to, 61 << 2);
      store<u16>(to + 1, <u16>least);
      to += 3;
    }
    memory.copy(to, from, length);
    to += length;
    from += length;
  }
  return to;
}
