/**
 * Centres a block of rows: `centred[r][c] = √w[r] · (x[r][c] − means[c])`, where `means[c] = Σ w[r] · x[r][c] ÷ Σ w[r]`. A label is a
 * column after the features, zeros fill the rest. Gives Σ w[r].
 */
export function centreRows(
  features: Float64Array, // [rows × width], row-major
  labels: Float64Array | undefined, // [rows]
  weights: Float64Array | undefined, // [rows]; 1 each where undefined
  rows: number,
  width: number,
  padded: number, // at least width, and one more with labels
  means: Float64Array, // [padded], overwritten
  centred: Float64Array, // [rows × padded], row-major, overwritten
): number {
  const total = rowMeans(features, labels, weights, rows, width, padded, means);
  for (let r = 0, at = 0, to = 0; r < rows; r++) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[r]!);
    let c = 0;
    for (; c < width; c++) centred[to + c] = (features[at + c]! - means[c]!) * root;
    if (labels !== undefined) {
      centred[to + c] = (labels[r]! - means[c]!) * root;
      c++;
    }
    for (; c < padded; c++) centred[to + c] = 0;
    at += width;
    to += padded;
  }
  return total;
}

function rowMeans(
  features: Float64Array,
  labels: Float64Array | undefined,
  weights: Float64Array | undefined,
  rows: number,
  width: number,
  padded: number,
  means: Float64Array,
): number {
  for (let c = 0; c < padded; c++) means[c] = 0;
  let total = 0;
  for (let r = 0, at = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]!;
    for (let c = 0; c < width; c++) means[c]! += weight * features[at + c]!;
    if (labels !== undefined) means[width]! += weight * labels[r]!;
    total += weight;
    at += width;
  }
  if (total > 0) for (let c = 0; c < padded; c++) means[c]! /= total;
  return total;
}

/**
 * Adds products of columns: `gram[i][j] += Σ_r centred[r][i] · centred[r][j]` for j ≥ i (and some below the diagonal), row by row.
 * Tiles of 2 × 4: eight sums stay in registers, and each value that is read serves two or four of them.
 */
export function addGram(
  centred: Float64Array, // [rows × padded], row-major
  rows: number,
  padded: number, // a multiple of 4
  gram: Float64Array, // [padded × padded]
): void {
  for (let i = 0; i < padded; i += 2) {
    for (let j = i & ~3; j < padded; j += 4) {
      const to = i * padded + j;
      const below = to + padded;
      let a0 = gram[to]!;
      let a1 = gram[to + 1]!;
      let a2 = gram[to + 2]!;
      let a3 = gram[to + 3]!;
      let b0 = gram[below]!;
      let b1 = gram[below + 1]!;
      let b2 = gram[below + 2]!;
      let b3 = gram[below + 3]!;
      for (let r = 0, at = i, across = j; r < rows; r++) {
        const a = centred[at]!;
        const b = centred[at + 1]!;
        const c0 = centred[across]!;
        const c1 = centred[across + 1]!;
        const c2 = centred[across + 2]!;
        const c3 = centred[across + 3]!;
        a0 += a * c0;
        a1 += a * c1;
        a2 += a * c2;
        a3 += a * c3;
        b0 += b * c0;
        b1 += b * c1;
        b2 += b * c2;
        b3 += b * c3;
        at += padded;
        across += padded;
      }
      gram[to] = a0;
      gram[to + 1] = a1;
      gram[to + 2] = a2;
      gram[to + 3] = a3;
      gram[below] = b0;
      gram[below + 1] = b1;
      gram[below + 2] = b2;
      gram[below + 3] = b3;
    }
  }
}
