/**
 * The bin of each value: how many of the four inner edges of its column are at most the value, none of those that are NaN; NaN stays. Row
 * by row, so that a line of the cache is looked at once.
 */
export function countFourEdges(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  edges: Float64Array, // [columns × 4]
  out: Float64Array, // [rows × columns], overwritten
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0, edge = 0; column < columns; column++, edge += 4, at++) {
      const value = data[at]!;
      const low = Number(edges[edge]! <= value) + Number(edges[edge + 1]! <= value);
      const high = Number(edges[edge + 2]! <= value) + Number(edges[edge + 3]! <= value);
      out[at] = Number.isNaN(value) ? value : low + high;
    }
  }
}

/** … of one column with any number of inner edges, without a branch for each. */
export function countEdges(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  column: number,
  columns: number,
  edges: Float64Array, // ascending from `start` to `end`, `end` left out
  start: number,
  end: number,
  out: Float64Array, // [rows × columns]: the column is overwritten
): void {
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const value = data[at]!;
    let bin = 0;
    for (let edge = start + 1; edge < end - 1; edge++) bin += Number(edges[edge]! <= value);
    out[at] = Number.isNaN(value) ? value : bin;
  }
}

/** The same by bisection. */
export function halveEdges(
  data: Float64Array,
  rows: number,
  column: number,
  columns: number,
  edges: Float64Array,
  start: number,
  end: number,
  out: Float64Array,
): void {
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const value = data[at]!;
    let low = start;
    let high = end - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle;
      else high = middle;
    }
    out[at] = Number.isNaN(value) ? value : low - start;
  }
}
