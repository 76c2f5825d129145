/** `Σ_c (a[from + c] − b[to + c])²`. */
export function squaredDistance(a: Float64Array, from: number, b: Float64Array, to: number, columns: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const apart = a[from + c]! - b[to + c]!;
    sum += apart * apart;
  }
  return sum;
}

/**
 * The nearest centre of each row, the first of several: that with the largest `(row − origin) · centre − ½‖centre‖²`, of centres that
 * the origin is taken from. Four centres at a time, whose sums wait for no other; WebAssembly seeks in f32, and decides as here.
 */
export function nearestCentres(
  features: Float64Array, // [rows × columns], row-major
  origin: Float64Array, // [columns]
  centres: Float64Array, // [padded ÷ 4 × columns × 4]: the same column of four of them together
  halves: Float64Array, // [padded]: ½‖centre‖², infinite for padding
  rows: number,
  columns: number,
  padded: number, // a multiple of 4
  shifted: Float64Array, // [8 × columns + columns × padded ÷ 2], for use here
  nearest: Uint32Array, // [rows], overwritten
): void {
  for (let r = 0, row = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) shifted[c] = features[row + c]! - origin[c]!;
    let best = Number.NEGATIVE_INFINITY;
    let bestAt = 0;
    for (let k = 0; k < padded; k += 4) {
      let a = -halves[k]!;
      let b = -halves[k + 1]!;
      let c = -halves[k + 2]!;
      let d = -halves[k + 3]!;
      for (let i = 0, at = k * columns; i < columns; i++, at += 4) {
        const value = shifted[i]!;
        a += value * centres[at]!;
        b += value * centres[at + 1]!;
        c += value * centres[at + 2]!;
        d += value * centres[at + 3]!;
      }
      if (a > best) {
        best = a;
        bestAt = k;
      }
      if (b > best) {
        best = b;
        bestAt = k + 1;
      }
      if (c > best) {
        best = c;
        bestAt = k + 2;
      }
      if (d > best) {
        best = d;
        bestAt = k + 3;
      }
    }
    nearest[r] = bestAt;
    row += columns;
  }
}

/** Adds rows to the sums of their centres: `sums[k] += weight · (row − origin)`, `counts[k] += weight`. */
export function addToCentres(
  features: Float64Array, // [rows × columns], row-major
  weights: Float64Array | undefined, // [rows]; 1 each where undefined
  nearest: Uint32Array, // [rows]
  rows: number,
  columns: number,
  origin: Float64Array, // [columns]
  sums: Float64Array, // [k × columns]
  counts: Float64Array, // [k]
): void {
  for (let r = 0, from = 0; r < rows; r++) {
    const centre = nearest[r]!;
    const weight = weights === undefined ? 1 : weights[r]!;
    const to = centre * columns;
    for (let c = 0; c < columns; c++) sums[to + c]! += weight * (features[from + c]! - origin[c]!);
    counts[centre]! += weight;
    from += columns;
  }
}

/**
 * The same, and what it costs: `sums[k] += weight · (row − origin)`, `counts[k] += weight`. Gives Σ weight · squared distance
 * from the centre, summed up over even and odd columns apart.
 */
export function addAssigned(
  features: Float64Array, // [rows × columns], row-major
  weights: Float64Array | undefined, // [rows]; 1 each where undefined
  nearest: Uint32Array, // [rows]
  rows: number,
  columns: number,
  centres: Float64Array, // [k × columns], row-major
  origin: Float64Array, // [columns]
  sums: Float64Array, // [k × columns]
  counts: Float64Array, // [k]
  distances: Float64Array, // [rows], overwritten: squared
): number {
  let inertia = 0;
  const paired = columns & ~1;
  for (let r = 0, from = 0; r < rows; r++) {
    const centre = nearest[r]!;
    const weight = weights === undefined ? 1 : weights[r]!;
    const to = centre * columns;
    let even = 0;
    let odd = 0;
    for (let c = 0; c < paired; c += 2) {
      const first = features[from + c]!;
      const second = features[from + c + 1]!;
      const apart = first - centres[to + c]!;
      const beside = second - centres[to + c + 1]!;
      sums[to + c]! += weight * (first - origin[c]!);
      sums[to + c + 1]! += weight * (second - origin[c + 1]!);
      even += apart * apart;
      odd += beside * beside;
    }
    if (paired < columns) {
      const value = features[from + paired]!;
      const apart = value - centres[to + paired]!;
      sums[to + paired]! += weight * (value - origin[paired]!);
      even += apart * apart;
    }
    const distance = even + odd;
    distances[r] = distance;
    inertia += weight * distance;
    counts[centre]! += weight;
    from += columns;
  }
  return inertia;
}
