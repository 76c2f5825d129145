// Each function: `out[k] = values[rows[k]]`, and a zero (or null) where `rows[k]` is negative.

export function gatherFloat64OrZero(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (row >= 0) out[k] = values[row]!;
  }
  return out;
}

export function gatherInt32OrZero(values: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (row >= 0) out[k] = values[row]!;
  }
  return out;
}

export function gatherUint8OrZero(values: Uint8Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (row >= 0) out[k] = values[row]!;
  }
  return out;
}

export function gatherBigInt64OrZero(values: BigInt64Array, rows: Int32Array): BigInt64Array {
  const out = new BigInt64Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (row >= 0) out[k] = values[row]!;
  }
  return out;
}

export function gatherValuesOrNull(values: readonly unknown[], rows: Int32Array): unknown[] {
  const out = new Array<unknown>(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    out[k] = row < 0 ? null : values[row];
  }
  return out;
}

/** Bit k is bit `rows[k]` of `bits`, or 0. */
export function gatherBitsOrZero(bits: Uint8Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array((rows.length + 7) >> 3);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (row >= 0) out[k >> 3]! |= ((bits[row >> 3]! >> (row & 7)) & 1) << (k & 7);
  }
  return out;
}

/** Bit k says whether `rows[k]` is a row. */
export function presentRows(rows: Int32Array): Uint8Array {
  const out = new Uint8Array((rows.length + 7) >> 3);
  for (let k = 0; k < rows.length; k++) if (rows[k]! >= 0) out[k >> 3]! |= 1 << (k & 7);
  return out;
}
