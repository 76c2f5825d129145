/**
 * FTRL-Proximal for logistic loss, row after row: of each feature i that is not 0, with gradient `g = weight·(p − y)·x[i]`,
 * `z += g − ((√(n + g²) − √n) / α)·w`, `n += g²`, and then `w = 0` where |z| ≤ λ₁, else
 * `w = (sign(z)·λ₁ − z) / ((β + √n) / α + λ₂)`.
 *
 * @see McMahan et al., “Ad Click Prediction: a View from the Trenches”, KDD 2013, Algorithm 1.
 */
export function ftrlRows(
  data: Float64Array, // [rows × columns], row-major
  labels: Float64Array, // [rows], 0 or 1
  weights: Float64Array | undefined, // [rows]
  from: number, // first row
  to: number, // last row + 1
  w: Float64Array, // [columns + 1], the intercept last
  z: Float64Array, // [columns + 1]
  n: Float64Array, // [columns + 1]
  how: Float64Array, // [α, β, λ₁, λ₂, 1 where there is an intercept]
): void {
  const columns = w.length - 1;
  const alpha = how[0]!;
  const beta = how[1]!;
  const l1 = how[2]!;
  const l2 = how[3]!;
  const perAlpha = 1 / alpha;
  const last = how[4] === 1 ? columns + 1 : columns;
  for (let row = from; row < to; row++) {
    const start = row * columns;
    let score = last > columns ? w[columns]! : 0;
    for (let i = 0; i < columns; i++) score += w[i]! * data[start + i]!;
    const error = (1 / (1 + Math.exp(-score)) - labels[row]!) * (weights === undefined ? 1 : weights[row]!);
    for (let i = 0; i < last; i++) {
      const x = i < columns ? data[start + i]! : 1;
      if (x === 0) continue;
      const g = error * x;
      const before = n[i]!;
      const after = before + g * g;
      const root = Math.sqrt(after);
      const zi = z[i]! + g - (root - Math.sqrt(before)) * perAlpha * w[i]!;
      n[i] = after;
      z[i] = zi;
      const shrunk = zi > l1 ? l1 - zi : zi < -l1 ? -l1 - zi : 0;
      w[i] = shrunk / ((beta + root) * perAlpha + l2);
    }
  }
}

/** The same of sparse rows: those of row r are at `starts[r]` … `starts[r + 1] − 1`. */
export function ftrlSparseRows(
  starts: Int32Array, // [rows + 1]
  indices: Int32Array, // [entries]
  values: Float64Array, // [entries]
  labels: Float64Array, // [rows], 0 or 1
  weights: Float64Array | undefined, // [rows]
  from: number, // first row
  to: number, // last row + 1
  w: Float64Array, // [columns + 1], the intercept last
  z: Float64Array, // [columns + 1]
  n: Float64Array, // [columns + 1]
  how: Float64Array, // [α, β, λ₁, λ₂, 1 where there is an intercept]
): void {
  const columns = w.length - 1;
  const alpha = how[0]!;
  const beta = how[1]!;
  const l1 = how[2]!;
  const l2 = how[3]!;
  for (let row = from; row < to; row++) {
    const start = starts[row]!;
    const end = starts[row + 1]!;
    let score = how[4] === 1 ? w[columns]! : 0;
    for (let at = start; at < end; at++) score += w[indices[at]!]! * values[at]!;
    const error = (1 / (1 + Math.exp(-score)) - labels[row]!) * (weights === undefined ? 1 : weights[row]!);
    for (let at = start; at < end + how[4]!; at++) {
      const i = at < end ? indices[at]! : columns;
      const x = at < end ? values[at]! : 1;
      if (x === 0) continue;
      const g = error * x;
      const before = n[i]!;
      const after = before + g * g;
      const root = Math.sqrt(after);
      const zi = z[i]! + g - ((root - Math.sqrt(before)) / alpha) * w[i]!;
      n[i] = after;
      z[i] = zi;
      const shrunk = zi > l1 ? l1 - zi : zi < -l1 ? -l1 - zi : 0;
      w[i] = shrunk / ((beta + root) / alpha + l2);
    }
  }
}
