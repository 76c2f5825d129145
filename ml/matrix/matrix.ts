import { countText } from "../../core/display/mod.ts";
/** Numbers in rows and columns, row by row: the value at (row, column) is `data[row * columns + column]`. */
export interface Matrix {
  readonly data: Float64Array; // [rows × columns]
  readonly rows: number;
  readonly columns: number;
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { data: new Float64Array(rows * columns), rows, columns };
}

/**
 * A matrix of rows that are given one by one.
 *
 * @throws RangeError where a row is of another length than the first.
 * @example
 * ```ts
 * import { matrixOf } from "millrace/ml";
 * const features = matrixOf([[1, 2], [3, 4], [5, 6]]);
 * console.log(features.rows, features.columns); // 3 2
 * ```
 */
export function matrixOf(rows: ReadonlyArray<ArrayLike<number>>): Matrix {
  const columns = rows[0]?.length ?? 0;
  const matrix = zeros(rows.length, columns);
  rows.forEach((row, at) => {
    if (row.length !== columns) {
      throw new RangeError(
        `Cannot make a matrix as its rows must be of one length: got ${countText(row.length, "value")} in row ${at}, ` +
          `${columns} in row 0; fill what is missing`,
      );
    }
    matrix.data.set(row, at * columns);
  });
  return matrix;
}

/** Rows from `start` up to `end`: a view, not a copy. */
export function rowsBetween({ data, columns }: Matrix, start: number, end: number): Matrix {
  return { data: data.subarray(start * columns, end * columns), rows: end - start, columns };
}

/** A square matrix with so much added to the first `count` entries of its diagonal, all unless said. */
export function withDiagonal({ data, rows, columns }: Matrix, added: number, count: number = rows): Matrix {
  const sum = data.slice();
  for (let i = 0; i < count; i++) sum[i * columns + i]! += added;
  return { data: sum, rows, columns };
}
