/*
 * DELTA_BINARY_PACKED.
 *
 *     page   = block size, miniblocks in a block, number of values, first value (zigzag), block*
 *     block  = least delta (zigzag), a width in bits for each miniblock, the miniblocks
 *     miniblock = (block size / miniblocks) values of `delta − least delta`, packed
 *
 * All numbers of the heads are varints. Arithmetic wraps at 32 or 64 bits; 64-bit numbers are pairs of words, low first.
 * https://github.com/apache/parquet-format/blob/master/Encodings.md#delta-encoding-delta_binary_packed--5
 */

/** 32-bit values to `out[0, count)`; returns where the bytes after them begin, −1 where deltas have more bits than these. */
export function readDelta32(
  bytes: Uint8Array,
  view: DataView, // over the same bytes
  start: number,
  end: number,
  count: number,
  out: Int32Array,
  // The kernel of hybrid.ts.
  unpack: (
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    width: number,
    count: number,
    out: Int32Array,
    at: number,
  ) => void,
): number {
  // [position, low word, high word] of the varint read last.
  const read = new Float64Array(3);
  read[0] = start;
  const miniblock = readHead(bytes, end, count, read);
  const miniblocks = read[1]!;
  readZigzag(bytes, end, read);
  let last = read[1]! | 0;
  let position = read[0]!;
  if (count > 0) out[0] = last;
  let value = 1;
  while (value < count) {
    read[0] = position;
    readZigzag(bytes, end, read);
    const least = read[1]! | 0;
    const widths = read[0]!;
    position = widths + miniblocks;
    for (let part = 0; part < miniblocks && value < count; part++) {
      const width = bytes[widths + part]!;
      const values = Math.min(miniblock, count - value);
      if (width > 64 || position + Math.ceil((values * width) / 8) > end) throw passed();
      if (width > 32) return -1;
      unpack(bytes, view, position, end, width, values, out, value);
      for (const stop = value + values; value < stop; value++) {
        last = (last + least + out[value]!) | 0;
        out[value] = last;
      }
      position += (miniblock * width) >> 3;
    }
  }
  return Math.min(position, end);
}

/** 64-bit values to `out[0, 2 × count)` as words; returns where the bytes after them begin. */
export function readDelta64(
  bytes: Uint8Array,
  view: DataView, // over the same bytes
  start: number,
  end: number,
  count: number,
  out: Int32Array,
): number {
  const read = new Float64Array(3);
  read[0] = start;
  const miniblock = readHead(bytes, end, count, read);
  const miniblocks = read[1]!;
  readZigzag(bytes, end, read);
  let low = read[1]! | 0;
  let high = read[2]! | 0;
  let position = read[0]!;
  if (count > 0) {
    out[0] = low;
    out[1] = high;
  }
  let value = 1;
  while (value < count) {
    read[0] = position;
    readZigzag(bytes, end, read);
    const leastLow = read[1]! | 0;
    const leastHigh = read[2]! | 0;
    const widths = read[0]!;
    position = widths + miniblocks;
    for (let part = 0; part < miniblocks && value < count; part++) {
      const width = bytes[widths + part]!;
      const values = Math.min(miniblock, count - value);
      if (width > 64 || position + Math.ceil((values * width) / 8) > end) throw passed();
      const lowMask = width < 32 ? (1 << width) - 1 : -1;
      const highMask = width <= 32 ? 0 : width < 64 ? (1 << (width - 32)) - 1 : -1;
      let bit = 0;
      for (const stop = value + values; value < stop; value++, bit += width) {
        const from = position + (bit >> 3);
        const shift = bit & 7;
        let deltaLow = 0;
        let deltaHigh = 0;
        if (from + 12 <= end) {
          // Shifting left in two steps: by 32 at once would be by 0.
          const middle = view.getInt32(from + 4, true);
          deltaLow = (view.getInt32(from, true) >>> shift) | ((middle << 1) << (31 - shift));
          if (highMask !== 0) deltaHigh = (middle >>> shift) | ((view.getInt32(from + 8, true) << 1) << (31 - shift));
        } else {
          // The last values of a page: byte by byte, none beyond its end.
          for (let byte = 0; byte < 9 && from + byte < end; byte++) {
            const bits = byte * 8 - shift;
            const content = bytes[from + byte]!;
            if (bits < 0) deltaLow |= content >>> -bits;
            else if (bits < 32) deltaLow |= content << bits;
            if (bits > 24 && bits < 32) deltaHigh |= content >>> (32 - bits);
            else if (bits >= 32 && bits < 64) deltaHigh |= content << (bits - 32);
          }
        }
        // The carry out of a sum, without a branch: both had the bit, or one had it and the sum has not.
        const delta = deltaLow & lowMask;
        const least = (low + leastLow) | 0;
        const first = ((low & leastLow) | ((low | leastLow) & ~least)) >>> 31;
        low = (least + delta) | 0;
        const second = ((least & delta) | ((least | delta) & ~low)) >>> 31;
        high = (high + leastHigh + (deltaHigh & highMask) + first + second) | 0;
        out[value * 2] = low;
        out[value * 2 + 1] = high;
      }
      position += (miniblock * width) >> 3;
    }
  }
  return Math.min(position, end);
}

/** Reads the head up to the first value: gives the values of a miniblock, leaves how many make a block in `read[1]`. */
function readHead(bytes: Uint8Array, end: number, count: number, read: Float64Array): number {
  readVarint(bytes, end, read);
  const blockSize = read[1]!;
  readVarint(bytes, end, read);
  const miniblocks = read[1]!;
  readVarint(bytes, end, read);
  if (read[1] !== count) throw new RangeError(`${read[1]} deltas for ${count} values`);
  const miniblock = blockSize / miniblocks;
  if (!(blockSize <= 1 << 20 && miniblock >= 8 && miniblock % 8 === 0)) {
    throw new RangeError(`delta blocks of ${blockSize} values in ${miniblocks} parts`);
  }
  read[1] = miniblocks;
  return miniblock;
}

function passed(): RangeError {
  return new RangeError("delta blocks that pass the end of their page");
}

/** Reads an unsigned varint at `read[0]`: its words to `read[1]` (unsigned) and `read[2]`. */
function readVarint(bytes: Uint8Array, end: number, read: Float64Array): void {
  let position = read[0]!;
  let low = 0;
  let high = 0;
  for (let shift = 0; ; shift += 7) {
    if (position >= end || shift > 63) throw passed();
    const byte = bytes[position++]!;
    if (shift < 32) low |= (byte & 127) << shift;
    if (shift >= 28) high |= shift < 32 ? (byte & 127) >>> (32 - shift) : (byte & 127) << (shift - 32);
    if (byte < 128) break;
  }
  read[0] = position;
  read[1] = low >>> 0;
  read[2] = high >>> 0;
}

function readZigzag(bytes: Uint8Array, end: number, read: Float64Array): void {
  readVarint(bytes, end, read);
  const low = read[1]! | 0;
  const high = read[2]! | 0;
  const sign = -(low & 1);
  read[1] = (((low >>> 1) | (high << 31)) ^ sign) >>> 0;
  read[2] = ((high >>> 1) ^ sign) >>> 0;
}
