/** `out[v] = Σ values[u]` over the neighbours u of v. */
export function sumNeighbours(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  values: Float64Array, // [vertices]
  out: Float64Array, // [vertices], overwritten
): void {
  for (let vertex = 0; vertex < out.length; vertex++) {
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sum += values[neighbours[e]!]!;
    out[vertex] = sum;
  }
}

/** `out[v] = Σ weights[e] · values[u]` over the entries e of v to u. */
export function sumWeightedNeighbours(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  values: Float64Array, // [vertices]
  out: Float64Array, // [vertices], overwritten
): void {
  for (let vertex = 0; vertex < out.length; vertex++) {
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sum += weights[e]! * values[neighbours[e]!]!;
    out[vertex] = sum;
  }
}

/** `values[v] *= factor` */
export function scale(values: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at++) values[at]! *= factor;
}

/** `Σ |a − b|` */
export function differenceOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += Math.abs(a[at]! - b[at]!);
  return sum;
}

/** `Σ a · b` */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
