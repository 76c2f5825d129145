/**
 * Copies the bytes of rows `[from, to)` into `out` from `used` on, 4-byte aligned, and points `starts` at the copies.
 * Gives the number of bytes used then.
 */
export function copyTexts(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  from: number,
  to: number,
  out: Uint8Array,
  used: number,
): number {
  for (let row = from; row < to; row++) {
    const start = starts[row]!;
    const length = lengths[row]!;
    for (let k = 0; k < length; k++) out[used + k] = bytes[start + k]!;
    starts[row] = used;
    used += (length + 3) & ~3;
  }
  return used;
}
