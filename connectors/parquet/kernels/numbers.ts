export function int32Divided(values: Int32Array, count: number, divisor: number, out: Float64Array, at: number): void {
  for (let value = 0; value < count; value++) out[at + value] = values[value]! / divisor;
}

/** For days (× 86,400,000) and for unsigned 32-bit integers. */
export function int32Times(values: Int32Array, count: number, factor: number, out: Float64Array, at: number): void {
  for (let value = 0; value < count; value++) out[at + value] = values[value]! * factor;
}

export function uint32ToFloat64(values: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let value = 0; value < count; value++) out[at + value] = values[value]! >>> 0;
}

/**
 * INT96 of Impala and old Spark: 8 bytes of nanoseconds within the day, 4 bytes of Julian day, as ms since the epoch.
 * Julian day 2,440,588 is 1970-01-01. Rounded once, as `int64Divided`: nanoseconds of some 104 days are whole doubles.
 */
export function int96ToMs(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let value = 0; value < count; value++) {
    const nanos = words[value * 3 + 1]! * 4294967296 + (words[value * 3]! >>> 0);
    const days = words[value * 3 + 2]! - 2440588;
    if (days > -104 && days < 103) {
      out[at + value] = (days * 86400000000000 + nanos) / 1e6;
      continue;
    }
    const whole = Math.floor(nanos / 1e6);
    out[at + value] = days * 86400000 + whole + (nanos - whole * 1e6) / 1e6;
  }
}

/** Big-endian two's complement integers that fit in a double, divided; no bytes at all are 0. */
export function decimalBytes(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  count: number,
  divisor: number,
  out: Float64Array,
  at: number,
): void {
  for (let value = 0; value < count; value++) {
    const start = starts[value]!;
    const end = start + lengths[value]!;
    let unscaled = start < end && bytes[start]! > 127 ? -1 : 0;
    for (let part = start; part < end; part++) unscaled = unscaled * 256 + bytes[part]!;
    out[at + value] = unscaled / divisor;
  }
}

// A gather for each pair of arrays, so that each loop sees one kind of array only.

export function gatherFloat64(
  codes: Int32Array,
  dictionary: Float64Array,
  count: number,
  out: Float64Array,
  at: number,
): void {
  for (let row = 0; row < count; row++) out[at + row] = dictionary[codes[row]!]!;
}

export function gatherInt32(
  codes: Int32Array,
  dictionary: Int32Array,
  count: number,
  out: Int32Array,
  at: number,
): void {
  for (let row = 0; row < count; row++) out[at + row] = dictionary[codes[row]!]!;
}

export function gatherBigInt64(
  codes: Int32Array,
  dictionary: BigInt64Array,
  count: number,
  out: BigInt64Array,
  at: number,
): void {
  for (let row = 0; row < count; row++) out[at + row] = dictionary[codes[row]!]!;
}
