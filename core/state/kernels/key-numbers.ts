/** `numbers[row] = values[row]` for the rows of the batch. */
export function integerNumbers(values: Int32Array, rowCount: number, numbers: Float64Array): void {
  for (let row = 0; row < rowCount; row++) numbers[row] = values[row]!;
}

/** `numbers[row] = validity(row) ? values[row] : NaN` for the rows of the batch. */
export function nullableIntegerNumbers(
  values: Int32Array,
  validity: Uint8Array, // a bit a row
  rowCount: number,
  numbers: Float64Array,
): void {
  for (let row = 0; row < rowCount; row++) {
    numbers[row] = ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? values[row]! : Number.NaN;
  }
}
