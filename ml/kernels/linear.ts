/** `into[r] = intercept + Σ_c features[r][c] · coefficients[c]`. */
export function linearValues(
  features: Float64Array, // [rows × columns], row-major
  coefficients: Float64Array, // [columns]
  intercept: number,
  rows: number,
  into: Float64Array, // [rows], overwritten
): void {
  const columns = coefficients.length;
  const paired = columns & ~1;
  for (let r = 0, at = 0; r < rows; r++) {
    // Two sums: the next product waits for no sum before it.
    let even = intercept;
    let odd = 0;
    for (let c = 0; c < paired; c += 2) {
      even += features[at + c]! * coefficients[c]!;
      odd += features[at + c + 1]! * coefficients[c + 1]!;
    }
    if (paired < columns) even += features[at + paired]! * coefficients[paired]!;
    into[r] = even + odd;
    at += columns;
  }
}

/** `gradient[c] += Σ_r factors[r] · (features[r][c] − means[c])`. */
export function addGradient(
  features: Float64Array, // [rows × columns], row-major
  factors: Float64Array, // [rows]
  means: Float64Array, // [columns]
  rows: number,
  gradient: Float64Array, // [columns]
): void {
  const columns = gradient.length;
  let total = 0;
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    // Four rows at a time: an entry of the gradient is read and written a quarter as often.
    const first = r * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    const f0 = factors[r]!;
    const f1 = factors[r + 1]!;
    const f2 = factors[r + 2]!;
    const f3 = factors[r + 3]!;
    total += f0 + f1 + (f2 + f3);
    for (let c = 0; c < columns; c++) {
      gradient[c]! +=
        f0 * features[first + c]! +
        f1 * features[second + c]! +
        (f2 * features[third + c]! + f3 * features[fourth + c]!);
    }
  }
  for (; r < rows; r++) {
    const factor = factors[r]!;
    total += factor;
    for (let c = 0; c < columns; c++) gradient[c]! += factor * features[r * columns + c]!;
  }
  for (let c = 0; c < columns; c++) gradient[c]! -= total * means[c]!;
}
