/** Bits of rows [start, start + rows) moved to begin at bit 0. */
export function shiftBits(validity: Uint8Array, start: number, rows: number, out: Uint8Array): void {
  const offset = start & 7;
  const first = start >> 3;
  for (let at = 0; at < (rows + 7) >> 3; at++) {
    const low = validity[first + at]! >> offset;
    const high = first + at + 1 < validity.length ? validity[first + at + 1]! << (8 - offset) : 0;
    out[at] = low | high;
  }
}
