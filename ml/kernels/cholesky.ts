/**
 * The lower L of A = L·Lᵀ, in place over A's lower half, for a symmetric A that is positive definite. Gives how many columns were
 * done: fewer than `size` where a pivot is not above `smallest`, that is where A is singular to so many digits.
 *
 * @see Golub, Van Loan, “Matrix Computations”, 4th ed. 2013, Algorithm 4.2.2, here by rows.
 */
export function choleskyInPlace(a: Float64Array, size: number, smallest: number): number {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k++) sum -= a[row + k]! * a[other + k]!;
      if (j < i) a[row + j] = sum / a[other + j]!;
      else if (sum > smallest) a[row + i] = Math.sqrt(sum);
      else return i;
    }
  }
  return size;
}

/** x ← A⁻¹·x for A = L·Lᵀ, by `choleskyInPlace`. */
export function solveCholesky(lower: Float64Array, size: number, x: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = x[i]! / lower[i * size + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= lower[i * size + k]! * value;
  }
}
