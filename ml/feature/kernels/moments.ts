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
  addRows(data, rows, columns, blockMeans);
  // A sum that is a number is one of numbers alone.
  const isWhole = !blockMeans.some(Number.isNaN);
  if (isWhole) blockCounts.fill(rows);
  else addNumbers(data, rows, columns, blockCounts, blockMeans.fill(0));
  for (let column = 0; column < columns; column++) blockMeans[column]! /= blockCounts[column]!;
  if (isWhole) addSquares(data, rows, columns, blockMeans, blockSquares);
  else addSquaresOfNumbers(data, rows, columns, blockMeans, blockSquares);
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

/** Each column's values one after another, four to a turn. */
function addRows(data: Float64Array, rows: number, columns: number, sums: Float64Array): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const start = row * columns;
    for (let column = 0, at = start; column < columns; column++, at++) {
      const second = at + columns;
      const third = second + columns;
      sums[column] = sums[column]! + data[at]! + data[second]! + data[third]! + data[third + columns]!;
    }
  }
  for (let at = row * columns; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) sums[column]! += data[at]!;
  }
}

function addSquares(
  data: Float64Array,
  rows: number,
  columns: number,
  means: Float64Array,
  squares: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const start = row * columns;
    for (let column = 0, at = start; column < columns; column++, at++) {
      const mean = means[column]!;
      const second = at + columns;
      const third = second + columns;
      const a = data[at]! - mean;
      const b = data[second]! - mean;
      const c = data[third]! - mean;
      const d = data[third + columns]! - mean;
      squares[column] = squares[column]! + a * a + b * b + c * c + d * d;
    }
  }
  for (let at = row * columns; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) squares[column]! += (data[at]! - means[column]!) ** 2;
  }
}

function addNumbers(data: Float64Array, rows: number, columns: number, counts: Float64Array, sums: Float64Array): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      counts[column]! += 1;
      sums[column]! += value;
    }
  }
}

function addSquaresOfNumbers(
  data: Float64Array,
  rows: number,
  columns: number,
  means: Float64Array,
  squares: Float64Array,
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      const away = value - means[column]!;
      squares[column]! += away * away;
    }
  }
}
