/** The least and the greatest value of each column, NaN left out: `least` and `most` begin at ∞ and −∞. */
export function addExtremes(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  least: Float64Array, // [columns]
  most: Float64Array, // [columns]
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (value < least[column]!) least[column] = value;
      if (value > most[column]!) most[column] = value;
    }
  }
}
