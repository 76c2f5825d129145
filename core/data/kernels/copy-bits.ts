/** Sets `out[at + k]` to `bits[k]` for k < count, both as bits; undefined bits are all ones. `out` must be zero there. */
export function copyBits(bits: Uint8Array | undefined, count: number, out: Uint8Array, at: number): void {
  for (let k = 0; k < count; k++) {
    const bit = bits === undefined ? 1 : (bits[k >> 3]! >> (k & 7)) & 1;
    out[(at + k) >> 3]! |= bit << ((at + k) & 7);
  }
}
