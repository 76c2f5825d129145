/**
 * Adds the values of a block to moments, each column on its own; NaN counts nowhere. With n values of mean m in the block, and N of
 * mean M before: `mean = M + (m − M)·n / (N + n)` and `squares += Σ (x − m)² + (m − M)²·N·n / (N + n)`.
 *
 * @see Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", Stanford 1979.
 */
export function addMoments(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  counts: Float64Array, // [columns]
  means: Float64Array, // [columns]
  squares: Float64Array, // [columns], Σ (x − mean)²
): void {
  const blockCounts = new Float64Array(columns);
  const blockMeans = new Float64Array(columns);
  const blockSquares = new Float64Array(columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      blockCounts[column]! += 1;
      blockMeans[column]! += value;
    }
  }
  for (let column = 0; column < columns; column++) blockMeans[column]! /= blockCounts[column]!;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      const away = value - blockMeans[column]!;
      blockSquares[column]! += away * away;
    }
  }
  for (let column = 0; column < columns; column++) {
    const count = blockCounts[column]!;
    if (count === 0) continue;
    const before = counts[column]!;
    const all = before + count;
    const away = blockMeans[column]! - means[column]!;
    means[column]! += (away * count) / all;
    squares[column]! += blockSquares[column]! + (away * away * before * count) / all;
    counts[column] = all;
  }
}
