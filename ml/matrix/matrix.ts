/** Numbers in rows and columns, row by row: the value at (row, column) is `data[row * columns + column]`. */
export interface Matrix {
  readonly data: Float64Array; // [rows × columns]
  readonly rows: number;
  readonly columns: number;
}
