/** `out[row] = sign × values[row]`, for the first `count`. */
export function signedNumbers(values: Float64Array | Int32Array, sign: 1 | -1, count: number, out: Float64Array): void {
  for (let row = 0; row < count; row++) out[row] = sign * values[row]!;
}
