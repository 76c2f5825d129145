/**
 * Definition levels of a flat optional column (hybrid runs of width 1) straight into validity bits: a packed run of
 * width 1 is the bits themselves. Returns how many of the rows have a value. `validity` must be 0 from row `at` on.
 */
export function readValidity(
  bytes: Uint8Array,
  start: number,
  end: number,
  rows: number,
  validity: Uint8Array,
  at: number, // first row
): number {
  const stop = at + rows;
  let position = start;
  let valid = 0;
  while (at < stop) {
    let header = 0;
    let shift = 0;
    let byte = 128;
    while (byte >= 128) {
      if (position >= end || shift > 28) throw new RangeError(`${stop - at} definition levels missing`);
      byte = bytes[position++]!;
      header |= (byte & 127) << shift;
      shift += 7;
    }
    const length = header >>> 1;
    if ((header & 1) === 0) {
      if (position >= end) throw new RangeError("definition levels that pass their end");
      const present = bytes[position++]! === 1;
      const runEnd = length < stop - at ? at + length : stop;
      if (present) {
        valid += runEnd - at;
        setBits(validity, at, runEnd);
      }
      at = runEnd;
      continue;
    }
    const taken = Math.min(length * 8, stop - at);
    if (position + ((taken + 7) >> 3) > end) throw new RangeError("definition levels that pass their end");
    for (let row = 0; row < taken; row += 8) {
      let bits = bytes[position + (row >> 3)]!;
      if (taken - row < 8) bits &= (1 << (taken - row)) - 1;
      const target = (at + row) >> 3;
      const offset = (at + row) & 7;
      validity[target]! |= bits << offset;
      if (offset > 0 && target + 1 < validity.length) validity[target + 1]! |= bits >> (8 - offset);
      bits -= (bits >> 1) & 0x55;
      bits = (bits & 0x33) + ((bits >> 2) & 0x33);
      valid += (bits + (bits >> 4)) & 15;
    }
    at += taken;
    position += length;
  }
  return valid;
}

/** Sets the bits of rows [start, end). */
export function setBits(validity: Uint8Array, start: number, end: number): void {
  let row = start;
  for (; row < end && (row & 7) !== 0; row++) validity[row >> 3]! |= 1 << (row & 7);
  const whole = row + ((end - row) & ~7);
  if (whole > row) validity.fill(255, row >> 3, whole >> 3);
  for (row = Math.max(row, whole); row < end; row++) validity[row >> 3]! |= 1 << (row & 7);
}

// Values are stored without the absent ones. Each `spread` moves the `count` values at `[start, start + count)` to the
// rows of [start, start + rows) whose bit is set, from the back, so that it works in place; absent rows get 0.

export function spreadFloat64(
  values: Float64Array,
  validity: Uint8Array,
  start: number,
  rows: number,
  count: number,
): void {
  let from = start + count - 1;
  for (let row = start + rows - 1; row >= start; row--) {
    values[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[from--]! : 0;
  }
}

export function spreadInt32(
  values: Int32Array,
  validity: Uint8Array,
  start: number,
  rows: number,
  count: number,
): void {
  let from = start + count - 1;
  for (let row = start + rows - 1; row >= start; row--) {
    values[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[from--]! : 0;
  }
}

export function spreadUint8(
  values: Uint8Array,
  validity: Uint8Array,
  start: number,
  rows: number,
  count: number,
): void {
  let from = start + count - 1;
  for (let row = start + rows - 1; row >= start; row--) {
    values[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[from--]! : 0;
  }
}

export function spreadBigInt64(
  values: BigInt64Array,
  validity: Uint8Array,
  start: number,
  rows: number,
  count: number,
): void {
  let from = start + count - 1;
  for (let row = start + rows - 1; row >= start; row--) {
    values[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[from--]! : 0n;
  }
}
