/** `out[row] = (Σ |data[at]|^p)^(1/p)` over at in [starts[row], starts[row + 1]); the greatest |data[at]| for p = ∞. */
export function norms(
  starts: Int32Array, // [rows + 1]
  data: Float64Array,
  p: number,
  out: Float64Array, // [rows], overwritten
): void {
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const value = Math.abs(data[at]!);
      if (p === 2) sum += value * value;
      else if (p === 1) sum += value;
      else if (p === Number.POSITIVE_INFINITY) sum = Math.max(sum, value);
      else sum += value ** p;
    }
    out[row] = p === 2 ? Math.sqrt(sum) : p === 1 || p === Number.POSITIVE_INFINITY ? sum : sum ** (1 / p);
  }
}
