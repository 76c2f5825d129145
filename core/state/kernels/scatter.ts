// Each copies rows of a batch to places: `out[places[k]] = values[rows[k]]` for k < count.

export function scatterFloat64(
  values: Float64Array,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: Float64Array,
): void {
  for (let k = 0; k < count; k++) out[places[k]!] = values[rows[k]!]!;
}

export function scatterInt32(
  values: Int32Array,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: Int32Array,
): void {
  for (let k = 0; k < count; k++) out[places[k]!] = values[rows[k]!]!;
}

export function scatterUint8(
  values: Uint8Array,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: Uint8Array,
): void {
  for (let k = 0; k < count; k++) out[places[k]!] = values[rows[k]!]!;
}

export function scatterBigInt64(
  values: BigInt64Array,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: BigInt64Array,
): void {
  for (let k = 0; k < count; k++) out[places[k]!] = values[rows[k]!]!;
}

export function scatterValues(
  values: readonly unknown[],
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: unknown[],
): void {
  for (let k = 0; k < count; k++) out[places[k]!] = values[rows[k]!];
}

/** Bit `places[k]` of `out` becomes bit `rows[k]` of `bits`, or 1 where `bits` is empty. */
export function scatterBits(
  bits: Uint8Array,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: Uint8Array,
): void {
  const all = bits.length === 0;
  for (let k = 0; k < count; k++) {
    const row = rows[k]!;
    const place = places[k]!;
    const mask = 1 << (place & 7);
    if (all || ((bits[row >> 3]! >> (row & 7)) & 1) === 1) out[place >> 3]! |= mask;
    else out[place >> 3]! &= ~mask;
  }
}

/** Vectors of `size` numbers: `out[places[k], i] = data[rows[k], i]` for i in [0, size). */
export function scatterVectors(
  data: Float64Array,
  size: number,
  rows: Int32Array,
  count: number,
  places: Int32Array,
  out: Float64Array,
): void {
  for (let k = 0; k < count; k++) {
    let from = rows[k]! * size;
    let to = places[k]! * size;
    for (let i = 0; i < size; i++) out[to++] = data[from++]!;
  }
}
