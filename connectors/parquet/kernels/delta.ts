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

/** Values to `out[0, 2 × count)` as words; returns where the bytes after them begin. */
export function readDelta64(bytes: Uint8Array, start: number, end: number, count: number, out: Int32Array): number {
  // [position, low word, high word] of the varint read last.
  const read = new Float64Array(3);
  read[0] = start;
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
  readZigzag(bytes, end, read);
  let low = read[1]!;
  let high = read[2]! | 0;
  let position = read[0]!;
  if (count === 0) return position;
  out[0] = low;
  out[1] = high;
  let value = 1;
  while (value < count) {
    read[0] = position;
    readZigzag(bytes, end, read);
    const leastLow = read[1]!;
    const leastHigh = read[2]! | 0;
    const widths = read[0]!;
    position = widths + miniblocks;
    for (let part = 0; part < miniblocks && value < count; part++) {
      if (position > end) throw new RangeError("delta blocks that pass the end of their page");
      const width = bytes[widths + part]!;
      const values = Math.min(miniblock, count - value);
      if (width > 64 || position + Math.ceil((values * width) / 8) > end) {
        throw new RangeError("delta blocks that pass the end of their page");
      }
      let bit = 0;
      for (let packed = 0; packed < values; packed++, value++) {
        let deltaLow = 0;
        let deltaHigh = 0;
        for (let got = 0; got < width; ) {
          const offset = bit & 7;
          const taken = Math.min(8 - offset, width - got);
          const bits = (bytes[position + (bit >> 3)]! >>> offset) & ((1 << taken) - 1);
          if (got < 32) {
            deltaLow |= bits << got;
            if (got + taken > 32) deltaHigh |= bits >>> (32 - got);
          } else {
            deltaHigh |= bits << (got - 32);
          }
          got += taken;
          bit += taken;
        }
        const sum = low + leastLow + (deltaLow >>> 0);
        const carry = sum >= 8589934592 ? 2 : sum >= 4294967296 ? 1 : 0;
        low = sum - carry * 4294967296;
        high = (high + leastHigh + deltaHigh + carry) | 0;
        out[value * 2] = low;
        out[value * 2 + 1] = high;
      }
      position += (miniblock * width) >> 3;
    }
  }
  return Math.min(position, end);
}

/** The low words of pairs: 32-bit values, whose arithmetic wraps in just these. */
export function lowWords(words: Int32Array, count: number, out: Int32Array): void {
  for (let value = 0; value < count; value++) out[value] = words[value * 2]!;
}

/** Reads an unsigned varint at `read[0]`: its words to `read[1]` (unsigned) and `read[2]`. */
function readVarint(bytes: Uint8Array, end: number, read: Float64Array): void {
  let position = read[0]!;
  let low = 0;
  let high = 0;
  for (let shift = 0; ; shift += 7) {
    if (position >= end || shift > 63) throw new RangeError("delta blocks that pass the end of their page");
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
