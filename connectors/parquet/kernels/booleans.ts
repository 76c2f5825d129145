/** PLAIN booleans, a bit each, to 0 or 1. */
export function unpackBits(bytes: Uint8Array, start: number, count: number, out: Uint8Array, at: number): void {
  for (let value = 0; value < count; value++) out[at + value] = (bytes[start + (value >> 3)]! >> (value & 7)) & 1;
}

export function int32ToUint8(values: Int32Array, count: number, out: Uint8Array, at: number): void {
  for (let value = 0; value < count; value++) out[at + value] = values[value]!;
}
