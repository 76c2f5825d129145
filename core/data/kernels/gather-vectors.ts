// Vectors lie row by row: that of row r is data[r · size … (r + 1) · size).

/** `out[k, i] = data[rows[k], i]` for i in [0, size). */
export function gatherVectors(
  data: Float64Array,
  size: number,
  rows: Int32Array,
  out: Float64Array = new Float64Array(rows.length * size),
): Float64Array {
  for (let k = 0, to = 0; k < rows.length; k++) {
    let from = rows[k]! * size;
    for (let i = 0; i < size; i++) out[to++] = data[from++]!;
  }
  return out;
}

/** The same, with zeros where `rows[k]` is negative. */
export function gatherVectorsOrZero(data: Float64Array, size: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * size);
  for (let k = 0; k < rows.length; k++) {
    if (rows[k]! < 0) continue;
    let from = rows[k]! * size;
    let to = k * size;
    for (let i = 0; i < size; i++) out[to++] = data[from++]!;
  }
  return out;
}
