/** The leaf of each row: at each node it goes on to the nearer of both children, to the left one of two that are as near. */
export function descend(
  features: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  centres: Float64Array, // [nodes × columns], row-major
  left: ArrayLike<number>, // [nodes]; −1 for a leaf
  right: ArrayLike<number>, // [nodes]
  leaves: Int32Array, // [rows], overwritten
): void {
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let child = left[node]!; child >= 0; child = left[node]!) {
      const other = right[node]!;
      let toChild = 0;
      let toOther = 0;
      for (let c = 0; c < columns; c++) {
        const value = features[row * columns + c]!;
        const fromChild = value - centres[child * columns + c]!;
        const fromOther = value - centres[other * columns + c]!;
        toChild += fromChild * fromChild;
        toOther += fromOther * fromOther;
      }
      node = toOther < toChild ? other : child;
    }
    leaves[row] = node;
  }
}
