/** `out[k] = values[rows[k]]`. */
export function gatherFloat64(
  values: Float64Array,
  rows: Int32Array,
  out: Float64Array = new Float64Array(rows.length),
): Float64Array {
  for (let k = 0; k < rows.length; k++) out[k] = values[rows[k]!]!;
  return out;
}

/** `out[k] = values[rows[k]]`. */
export function gatherInt32(
  values: Int32Array,
  rows: Int32Array,
  out: Int32Array = new Int32Array(rows.length),
): Int32Array {
  for (let k = 0; k < rows.length; k++) out[k] = values[rows[k]!]!;
  return out;
}

/** `out[k] = values[rows[k]]`. */
export function gatherUint8(
  values: Uint8Array,
  rows: Int32Array,
  out: Uint8Array = new Uint8Array(rows.length),
): Uint8Array {
  for (let k = 0; k < rows.length; k++) out[k] = values[rows[k]!]!;
  return out;
}

/** `out[k] = values[rows[k]]`. */
export function gatherBigInt64(
  values: BigInt64Array,
  rows: Int32Array,
  out: BigInt64Array = new BigInt64Array(rows.length),
): BigInt64Array {
  for (let k = 0; k < rows.length; k++) out[k] = values[rows[k]!]!;
  return out;
}

/** `out[k] = values[rows[k]]`. */
export function gatherValues(values: readonly unknown[], rows: Int32Array): unknown[] {
  const out = new Array<unknown>(rows.length);
  for (let k = 0; k < rows.length; k++) out[k] = values[rows[k]!];
  return out;
}

/** Bit `k` of the result is bit `rows[k]` of `bits`. */
export function gatherBits(
  bits: Uint8Array,
  rows: Int32Array,
  out: Uint8Array = new Uint8Array((rows.length + 7) >> 3),
): Uint8Array {
  out.fill(0, 0, (rows.length + 7) >> 3);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    out[k >> 3]! |= ((bits[row >> 3]! >> (row & 7)) & 1) << (k & 7);
  }
  return out;
}
