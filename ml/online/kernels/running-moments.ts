/**
 * Takes rows into means and sums of squared deviations, one after another; NaN counts nowhere:
 * `mean += (x − mean) / n`, `squares += (x − mean before)·(x − mean)`.
 *
 * @see Welford, “Note on a Method for Calculating Corrected Sums of Squares and Products”, Technometrics 4, 1962.
 */
export function runningMoments(
  data: Float64Array, // [rows × columns], row-major
  from: number, // first row
  to: number, // last row + 1
  counts: Float64Array, // [columns]
  means: Float64Array, // [columns]
  squares: Float64Array, // [columns]
): void {
  const columns = counts.length;
  for (let at = from * columns, end = to * columns; at < end; at += columns) {
    for (let column = 0; column < columns; column++) {
      const value = data[at + column]!;
      if (Number.isNaN(value)) continue;
      const count = counts[column]! + 1;
      const apart = value - means[column]!;
      const mean = means[column]! + apart / count;
      counts[column] = count;
      means[column] = mean;
      squares[column]! += apart * (value - mean);
    }
  }
}
