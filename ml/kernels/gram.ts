/**
 * Takes a block of rows apart into panels of four columns, centred: `panels[c >> 2][r][c & 3] = √w[r] · (x[r][c] − centre[c])`, and adds up
 * `sums[c] += Σ_r w[r] · (x[r][c] − centre[c])`. What would lie behind the last column is 0.
 */
export function packRows(
  features: Float64Array, // [rows × width], row-major
  weights: Float64Array | undefined, // [rows]; 1 each where undefined
  roots: Float64Array | undefined, // [rows], √weights
  rows: number,
  width: number,
  centre: Float64Array, // [4 × panels]
  sums: Float64Array, // [4 × panels]
  panels: Float64Array, // [⌈width ÷ 4⌉ × rows × 4], overwritten
): void {
  for (let c = 0, start = 0; c < width; c += 4, start += 4 * rows) {
    const own = Math.min(4, width - c);
    for (let k = 0; k < 4; k++) {
      const mean = centre[c + k]!;
      let sum = sums[c + k]!;
      for (let r = 0, at = c + k, to = start + k; r < rows; r++, at += width, to += 4) {
        const apart = k < own ? features[at]! - mean : 0;
        sum += weights === undefined ? apart : apart * weights[r]!;
        panels[to] = roots === undefined ? apart : apart * roots[r]!;
      }
      sums[c + k] = sum;
    }
  }
}

/**
 * Centres labels: `centred[r] = √w[r] · (y[r] − centre)`, and adds up their sum and squares, `sums[0] += Σ w[r] · (y[r] − centre)` and
 * `sums[1] += Σ w[r] · (y[r] − centre)²`.
 */
export function packLabels(
  labels: Float64Array, // [rows]
  weights: Float64Array | undefined, // [rows]
  roots: Float64Array | undefined, // [rows]
  rows: number,
  centre: number,
  sums: Float64Array, // [2]
  centred: Float64Array, // [rows], overwritten
): void {
  let sum = sums[0]!;
  let squares = sums[1]!;
  for (let r = 0; r < rows; r++) {
    const apart = labels[r]! - centre;
    const own = roots === undefined ? apart : apart * roots[r]!;
    sum += weights === undefined ? apart : apart * weights[r]!;
    squares += own * own;
    centred[r] = own;
  }
  sums[0] = sum;
  sums[1] = squares;
}

/**
 * Adds products of columns that `packRows` has packed, row by row: `gram[i][j] += Σ_r x[r][i] · x[r][j]` for j ≥ i (and some below the
 * diagonal), and of each with the label, `right[i] += Σ_r x[r][i] · y[r]`. Eight sums at a time stay in registers.
 */
export function addGram(
  panels: Float64Array, // [groups × rows × 4]
  labels: Float64Array | undefined, // [rows], as packLabels leaves them
  rows: number,
  groups: number,
  gram: Float64Array, // [4·groups × 4·groups]
  right: Float64Array, // [4·groups]; as it was where there are no labels
): void {
  const size = 4 * rows;
  for (let i = 0; i < groups; i++) {
    if (labels !== undefined) addProducts(panels, labels, i * size, rows, right, 4 * i);
    for (let j = i; j < groups; j++) {
      const to = 16 * i * groups + 4 * j;
      addTile(panels, i * size, j * size, rows, gram, to, to + 4 * groups);
      const below = to + 8 * groups;
      if (i === j) addCorner(panels, i * size + 2, rows, gram, below + 2, below + 4 * groups + 2);
      else addTile(panels, i * size + 2, j * size, rows, gram, below, below + 4 * groups);
    }
  }
}

/** Two by four sums. */
function addTile(
  panels: Float64Array,
  left: number,
  top: number,
  rows: number,
  gram: Float64Array,
  to: number,
  below: number,
): void {
  let a0 = gram[to]!;
  let a1 = gram[to + 1]!;
  let a2 = gram[to + 2]!;
  let a3 = gram[to + 3]!;
  let b0 = gram[below]!;
  let b1 = gram[below + 1]!;
  let b2 = gram[below + 2]!;
  let b3 = gram[below + 3]!;
  for (let r = 0, at = left, across = top; r < rows; r++, at += 4, across += 4) {
    const a = panels[at]!;
    const b = panels[at + 1]!;
    const c0 = panels[across]!;
    const c1 = panels[across + 1]!;
    const c2 = panels[across + 2]!;
    const c3 = panels[across + 3]!;
    a0 += a * c0;
    a1 += a * c1;
    a2 += a * c2;
    a3 += a * c3;
    b0 += b * c0;
    b1 += b * c1;
    b2 += b * c2;
    b3 += b * c3;
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

/** Two columns by themselves. */
function addCorner(
  panels: Float64Array,
  start: number,
  rows: number,
  gram: Float64Array,
  to: number,
  below: number,
): void {
  let a0 = gram[to]!;
  let a1 = gram[to + 1]!;
  let b0 = gram[below]!;
  let b1 = gram[below + 1]!;
  for (let r = 0, at = start; r < rows; r++, at += 4) {
    const a = panels[at]!;
    const b = panels[at + 1]!;
    a0 += a * a;
    a1 += a * b;
    b0 += b * a;
    b1 += b * b;
  }
  gram[to] = a0;
  gram[to + 1] = a1;
  gram[below] = b0;
  gram[below + 1] = b1;
}

/** Four columns by the labels. */
function addProducts(
  panels: Float64Array,
  labels: Float64Array,
  start: number,
  rows: number,
  right: Float64Array,
  to: number,
): void {
  let a = right[to]!;
  let b = right[to + 1]!;
  let c = right[to + 2]!;
  let d = right[to + 3]!;
  for (let r = 0, at = start; r < rows; r++, at += 4) {
    const label = labels[r]!;
    a += label * panels[at]!;
    b += label * panels[at + 1]!;
    c += label * panels[at + 2]!;
    d += label * panels[at + 3]!;
  }
  right[to] = a;
  right[to + 1] = b;
  right[to + 2] = c;
  right[to + 3] = d;
}
