/** The bin of each value of a column: how many of its inner edges are at most the value; NaN stays. Without a branch for each edge. */
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
