/**
 * Squared lengths of whitened deviations: `into[r × stride + at] = ‖L⁻¹ · (row − mean)‖²` for a lower triangle L⁻¹.
 */
export function whitenedSquares(
  features: Float64Array, // [rows × columns], row-major
  rows: number,
  mean: Float64Array, // [columns]
  inverse: Float64Array, // [columns × columns], row-major, lower triangle
  deviation: Float64Array, // [columns], scratch
  into: Float64Array, // [rows × stride]
  stride: number,
  at: number,
): void {
  const columns = mean.length;
  for (let r = 0; r < rows; r++) {
    const base = r * columns;
    for (let c = 0; c < columns; c++) deviation[c] = features[base + c]! - mean[c]!;
    let total = 0;
    for (let i = 0, row = 0; i < columns; i++, row += columns) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += inverse[row + j]! * deviation[j]!;
      total += sum * sum;
    }
    into[r * stride + at] = total;
  }
}

/** The same where only the diagonal of L⁻¹ is not 0: `into[r × stride + at] = Σ_c (scales[c] · (row[c] − mean[c]))²`. */
export function scaledSquares(
  features: Float64Array, // [rows × columns], row-major
  rows: number,
  mean: Float64Array, // [columns]
  scales: Float64Array, // [columns]
  into: Float64Array, // [rows × stride]
  stride: number,
  at: number,
): void {
  const columns = mean.length;
  for (let r = 0; r < rows; r++) {
    const base = r * columns;
    let total = 0;
    for (let c = 0; c < columns; c++) {
      const apart = scales[c]! * (features[base + c]! - mean[c]!);
      total += apart * apart;
    }
    into[r * stride + at] = total;
  }
}

/** `sums[c] += Σ_r shares[r] · (row[c] − origin[c])`, and `squares[c]` of the squares of that; gives Σ shares. */
export function addShares(
  features: Float64Array, // [rows × columns], row-major
  rows: number,
  shares: Float64Array, // [rows]
  origin: Float64Array, // [columns]
  sums: Float64Array, // [columns]
  squares: Float64Array, // [columns]
): number {
  const columns = origin.length;
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const share = shares[r]!;
    if (share === 0) continue;
    total += share;
    const base = r * columns;
    for (let c = 0; c < columns; c++) {
      const apart = features[base + c]! - origin[c]!;
      const part = share * apart;
      sums[c]! += part;
      squares[c]! += part * apart;
    }
  }
  return total;
}

/** L ← L⁻¹ for a lower triangle, row-major; what is above it is not read. */
export function invertLower(lower: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const diagonal = 1 / lower[i * size + i]!;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += lower[i * size + k]! * lower[k * size + j]!;
      lower[i * size + j] = -diagonal * sum;
    }
    lower[i * size + i] = diagonal;
  }
}
