/**
 * One block of rows, centred and column by column: `columns[c · stride + r] = √w[r] · (x[r][c] − means[c])`, where
 * `means[c] = Σ w[r] · x[r][c] ÷ Σ w[r]`. A label is a column after the features. Gives Σ w[r].
 */
export function centreBlock(
  features: Float64Array, // [rows × width], row-major
  labels: Float64Array | undefined, // [rows]
  weights: Float64Array | undefined, // [rows]; 1 each where undefined
  rows: number,
  width: number,
  means: Float64Array, // [width, or width + 1 with labels], overwritten
  columns: Float64Array, // [… × stride], overwritten
  stride: number,
): number {
  const total = blockMeans(features, labels, weights, rows, width, means);
  for (let r = 0; r < rows; r++) {
    const base = r * width;
    for (let c = 0, to = r; c < width; c++, to += stride) columns[to] = features[base + c]! - means[c]!;
  }
  if (labels !== undefined) {
    const to = width * stride;
    for (let r = 0; r < rows; r++) columns[to + r] = labels[r]! - means[width]!;
  }
  if (weights !== undefined) {
    const count = labels === undefined ? width : width + 1;
    for (let c = 0; c < count; c++) {
      const base = c * stride;
      for (let r = 0; r < rows; r++) columns[base + r]! *= Math.sqrt(weights[r]!);
    }
  }
  return total;
}

function blockMeans(
  features: Float64Array,
  labels: Float64Array | undefined,
  weights: Float64Array | undefined,
  rows: number,
  width: number,
  means: Float64Array,
): number {
  means.fill(0);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]!;
    const base = r * width;
    for (let c = 0; c < width; c++) means[c]! += weight * features[base + c]!;
    if (labels !== undefined) means[width]! += weight * labels[r]!;
    total += weight;
  }
  if (total > 0) for (let c = 0; c < means.length; c++) means[c]! /= total;
  return total;
}

/**
 * Adds products of columns: `gram[i][j] += Σ_r columns[i][r] · columns[j][r]` for j ≥ i (and some below the diagonal).
 * Tiles of 2 × 4: eight sums stay in registers, and each value that is read serves two or four of them.
 */
export function addGram(
  columns: Float64Array, // [size × stride], column after column
  rows: number,
  stride: number,
  size: number, // a multiple of 4
  gram: Float64Array, // [size × size]
): void {
  for (let i = 0; i < size; i += 2) {
    const first = i * stride;
    const second = first + stride;
    for (let j = i & ~3; j < size; j += 4) {
      const j0 = j * stride;
      const j1 = j0 + stride;
      const j2 = j1 + stride;
      const j3 = j2 + stride;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let r = 0; r < rows; r++) {
        const a = columns[first + r]!;
        const b = columns[second + r]!;
        const c0 = columns[j0 + r]!;
        const c1 = columns[j1 + r]!;
        const c2 = columns[j2 + r]!;
        const c3 = columns[j3 + r]!;
        a0 += a * c0;
        a1 += a * c1;
        a2 += a * c2;
        a3 += a * c3;
        b0 += b * c0;
        b1 += b * c1;
        b2 += b * c2;
        b3 += b * c3;
      }
      const at = i * size + j;
      gram[at]! += a0;
      gram[at + 1]! += a1;
      gram[at + 2]! += a2;
      gram[at + 3]! += a3;
      gram[at + size]! += b0;
      gram[at + size + 1]! += b1;
      gram[at + size + 2]! += b2;
      gram[at + size + 3]! += b3;
    }
  }
}
