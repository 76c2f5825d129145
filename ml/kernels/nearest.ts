/** `Σ_c (a[from + c] − b[to + c])²`. */
export function squaredDistance(a: Float64Array, from: number, b: Float64Array, to: number, columns: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const apart = a[from + c]! - b[to + c]!;
    sum += apart * apart;
  }
  return sum;
}

/**
 * The nearest centre of each row, the first of several: that with the largest `row · centre − ½‖centre‖²`.
 * Four centres at a time, whose sums wait for no other.
 */
export function nearestCentres(
  features: Float64Array, // [rows × columns], row-major
  centres: Float64Array, // [⌈count ÷ 4⌉ · 4 × columns], row-major; the last may be padding
  halves: Float64Array, // [⌈count ÷ 4⌉ · 4]: ½‖centre‖², infinite for padding
  rows: number,
  columns: number,
  nearest: Uint32Array, // [rows], overwritten
): void {
  const padded = halves.length;
  for (let r = 0; r < rows; r++) {
    const row = r * columns;
    let best = Number.NEGATIVE_INFINITY;
    let bestAt = 0;
    for (let k = 0; k < padded; k += 4) {
      const first = k * columns;
      const second = first + columns;
      const third = second + columns;
      const fourth = third + columns;
      let a = -halves[k]!;
      let b = -halves[k + 1]!;
      let c = -halves[k + 2]!;
      let d = -halves[k + 3]!;
      for (let i = 0; i < columns; i++) {
        const value = features[row + i]!;
        a += value * centres[first + i]!;
        b += value * centres[second + i]!;
        c += value * centres[third + i]!;
        d += value * centres[fourth + i]!;
      }
      if (a > best) {
        best = a;
        bestAt = k;
      }
      if (b > best) {
        best = b;
        bestAt = k + 1;
      }
      if (c > best) {
        best = c;
        bestAt = k + 2;
      }
      if (d > best) {
        best = d;
        bestAt = k + 3;
      }
    }
    nearest[r] = bestAt;
  }
}
