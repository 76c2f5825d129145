/** `out[row] = (Σ |data[at]|^p)^(1/p)` over at in [starts[row], starts[row + 1]); the greatest |data[at]| for p = ∞. */
export function norms(
  starts: Int32Array, // [rows + 1]
  data: Float64Array,
  p: number,
  out: Float64Array, // [rows], overwritten
): void {
  if (p === 2) {
    euclideanNorms(starts, data, out);
    return;
  }
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const value = Math.abs(data[at]!);
      if (p === 1) sum += value;
      else if (p === Number.POSITIVE_INFINITY) sum = Math.max(sum, value);
      else sum += value ** p;
    }
    out[row] = p === 1 || p === Number.POSITIVE_INFINITY ? sum : sum ** (1 / p);
  }
}

/** `out[row] = √(Σ data[at]²)`. */
function euclideanNorms(starts: Int32Array, data: Float64Array, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const end = starts[row + 1]!;
    let sum = 0;
    for (let at = starts[row]!; at < end; at++) sum += data[at]! * data[at]!;
    out[row] = Math.sqrt(sum);
  }
}
