/** `bits &= by`, for the first `length` bytes. */
export function maskBits(bits: Uint8Array, by: Uint8Array, length: number): void {
  for (let at = 0; at < length; at++) bits[at]! &= by[at]!;
}
