/**
 * The RLE / bit-packing hybrid: levels, booleans and dictionary codes.
 *
 *     run     = header, content
 *     header  = varint; even: a repeated value (header >> 1 times), odd: (header >> 1) groups of 8 packed values
 *     content = the value in ceil(width / 8) bytes, or the packed values, least significant bit first
 *
 * Writes `count` values to `out` from `at` on; returns where the bytes after them begin.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#run-length-encoding--bit-packing-hybrid-rle--3
 */
export function readHybrid(
  bytes: Uint8Array,
  view: DataView, // over the same bytes
  start: number,
  end: number,
  width: number, // bits, 0…32
  count: number,
  out: Int32Array, // [at + count]
  at: number,
): number {
  const stop = at + count;
  const valueBytes = (width + 7) >> 3;
  let position = start;
  while (at < stop) {
    let header = 0;
    let shift = 0;
    let byte = 128;
    while (byte >= 128) {
      if (position >= end || shift > 28) throw new RangeError(`${stop - at} values missing at the end of a page`);
      byte = bytes[position++]!;
      header |= (byte & 127) << shift;
      shift += 7;
    }
    const length = header >>> 1;
    if ((header & 1) === 0) {
      if (position + valueBytes > end) throw new RangeError("a run that passes the end of its page");
      let value = 0;
      for (let part = 0; part < valueBytes; part++) value |= bytes[position + part]! << (part * 8);
      position += valueBytes;
      const runEnd = length < stop - at ? at + length : stop;
      out.fill(value, at, runEnd);
      at = runEnd;
      continue;
    }
    const values = Math.min(length * 8, stop - at);
    // The bytes that pad the last group may be missing; those of its values may not.
    if (position + Math.ceil((values * width) / 8) > end) throw new RangeError("a run that passes the end of its page");
    unpack(bytes, view, position, end, width, values, out, at);
    at += values;
    position += length * width;
  }
  return Math.min(position, end);
}

/** Values of `width` bits each, least significant bit first, to `out[at, at + count)`. */
export function unpack(
  bytes: Uint8Array,
  view: DataView, // over the same bytes
  start: number,
  end: number,
  width: number, // bits, 0…32
  count: number,
  out: Int32Array,
  at: number,
): void {
  if (width === 0) {
    out.fill(0, at, at + count);
    return;
  }
  let done = 0;
  if (width <= 25) {
    // Eight values take `width` bytes; each lies within the four bytes that begin where it does.
    const groups = Math.min(count >> 3, Math.max(0, Math.floor((end - start - 4) / width)));
    const mask = (1 << width) - 1;
    const w2 = width * 2;
    const w3 = width * 3;
    const w4 = width * 4;
    const w5 = width * 5;
    const w6 = width * 6;
    const w7 = width * 7;
    for (let group = 0, from = start, to = at; group < groups; group++, from += width, to += 8) {
      out[to] = view.getInt32(from, true) & mask;
      out[to + 1] = (view.getInt32(from + (width >> 3), true) >>> (width & 7)) & mask;
      out[to + 2] = (view.getInt32(from + (w2 >> 3), true) >>> (w2 & 7)) & mask;
      out[to + 3] = (view.getInt32(from + (w3 >> 3), true) >>> (w3 & 7)) & mask;
      out[to + 4] = (view.getInt32(from + (w4 >> 3), true) >>> (w4 & 7)) & mask;
      out[to + 5] = (view.getInt32(from + (w5 >> 3), true) >>> (w5 & 7)) & mask;
      out[to + 6] = (view.getInt32(from + (w6 >> 3), true) >>> (w6 & 7)) & mask;
      out[to + 7] = (view.getInt32(from + (w7 >> 3), true) >>> (w7 & 7)) & mask;
    }
    done = groups * 8;
  }
  for (let value = done; value < count; value++) {
    let bits = value * width;
    let result = 0;
    for (let got = 0; got < width; ) {
      const offset = bits % 8;
      const part = bytes[start + (bits - offset) / 8]! >>> offset;
      const taken = Math.min(8 - offset, width - got);
      result |= (part & ((1 << taken) - 1)) << got;
      got += taken;
      bits += taken;
    }
    out[at + value] = result;
  }
}

/** Whether all of `codes[start, end)` are in [0, size). */
export function codesBelow(codes: Int32Array, start: number, end: number, size: number): boolean {
  const last = (size - 1) | 0;
  // Negative as soon as one code is negative or beyond the last.
  let signs = last;
  for (let at = start; at < end; at++) {
    const code = codes[at]!;
    signs |= code | (last - code);
  }
  return signs >= 0;
}
