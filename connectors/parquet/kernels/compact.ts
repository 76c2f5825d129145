// Values of the rows that have one, side by side: `out[at, …)`; each returns where they end.

export function compactFloat64(
  values: Float64Array,
  validity: Uint8Array,
  rows: number,
  out: Float64Array,
  at: number,
): number {
  for (let row = 0; row < rows; row++) {
    out[at] = values[row]!;
    at += (validity[row >> 3]! >> (row & 7)) & 1;
  }
  return at;
}

export function compactInt32(
  values: Int32Array,
  validity: Uint8Array,
  rows: number,
  out: Int32Array,
  at: number,
): number {
  for (let row = 0; row < rows; row++) {
    out[at] = values[row]!;
    at += (validity[row >> 3]! >> (row & 7)) & 1;
  }
  return at;
}

export function compactUint8(
  values: Uint8Array,
  validity: Uint8Array,
  rows: number,
  out: Uint8Array,
  at: number,
): number {
  for (let row = 0; row < rows; row++) {
    out[at] = values[row]!;
    at += (validity[row >> 3]! >> (row & 7)) & 1;
  }
  return at;
}

export function compactBigInt64(
  values: BigInt64Array,
  validity: Uint8Array,
  rows: number,
  out: BigInt64Array,
  at: number,
): number {
  for (let row = 0; row < rows; row++) {
    out[at] = values[row]!;
    at += (validity[row >> 3]! >> (row & 7)) & 1;
  }
  return at;
}

/** How many of the bits of rows [start, end) are set. */
export function countBits(validity: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let row = start; row < end; row++) count += (validity[row >> 3]! >> (row & 7)) & 1;
  return count;
}

/** Moves the first `rows` bits of `from` to rows [at, at + rows) of `to`, which must be 0 there. */
export function appendBits(from: Uint8Array, rows: number, to: Uint8Array, at: number): void {
  const offset = at & 7;
  for (let byte = 0; byte < (rows + 7) >> 3; byte++) {
    let bits = from[byte]!;
    if (rows - byte * 8 < 8) bits &= (1 << (rows - byte * 8)) - 1;
    const target = (at >> 3) + byte;
    to[target]! |= bits << offset;
    if (offset > 0 && target + 1 < to.length) to[target + 1]! |= bits >> (8 - offset);
  }
}
