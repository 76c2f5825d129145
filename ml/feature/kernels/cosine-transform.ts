/** `cos(π·j / (2n))` for j in [0, 4n): all that transforms of n numbers need. */
export function cosines(n: number): Float64Array {
  return Float64Array.from({ length: 4 * n }, (_, j) => Math.cos((Math.PI * j) / (2 * n)));
}

/** `out[r, k] = s(k) · Σ data[r, i] · cos(π·(2i + 1)·k / (2n))`, with s(0) = √(1/n) and s(k) = √(2/n). */
export function cosineTransform(
  data: Float64Array, // [rows × n]
  rows: number,
  n: number,
  table: Float64Array, // cosines(n)
  out: Float64Array, // [rows × n], overwritten
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * n;
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += data[start + i]! * table[((2 * i + 1) * k) % (4 * n)]!;
      out[start + k] = sum * Math.sqrt((k === 0 ? 1 : 2) / n);
    }
  }
}

/** `out[r, i] = Σ s(k) · data[r, k] · cos(π·(2i + 1)·k / (2n))`. */
export function inverseCosineTransform(
  data: Float64Array, // [rows × n]
  rows: number,
  n: number,
  table: Float64Array, // cosines(n)
  out: Float64Array, // [rows × n], overwritten
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * n;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += Math.sqrt((k === 0 ? 1 : 2) / n) * data[start + k]! * table[((2 * i + 1) * k) % (4 * n)]!;
      out[start + i] = sum;
    }
  }
}
