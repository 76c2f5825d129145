/** 2^−1022 to 2^0. */
const powers = Float64Array.from({ length: 1023 }, (_, at) => 2 ** (at - 1022));

/**
 * Derivatives of the logistic loss by scores: `gradients[row] = w · (p − label)`, `hessians[row] = w · p · (1 − p)`, p = 1 ÷ (1 + e^(−score)).
 * e^x = 2^n · e^r, |r| ≤ ½·ln 2, by Taylor's polynomial of degree 13: the same steps here and in WebAssembly.
 *
 * @see Cody, Waite, “Software Manual for the Elementary Functions”, 1980, ch. 6 (reduction by a product of two parts).
 */
export function logisticDerivatives(
  scores: Float64Array, // [rows]
  labels: Float64Array, // [rows]: 0 or 1
  weights: Float64Array, // [rows]
  rows: number,
  gradients: Float64Array, // [rows], overwritten
  hessians: Float64Array, // [rows], overwritten
): void {
  const shift = 1.5 * 2 ** 52;
  for (let row = 0; row < rows; row++) {
    const score = scores[row]!;
    // e^(−|score|) does not overflow; below e^−708 it is as good as that.
    const x = Math.max(-Math.abs(score), -708);
    const n = x * 1.4426950408889634 + shift - shift;
    const r = x - n * 0.6931471803691238 - n * 1.9082149292705877e-10;
    let sum = 1 / 6227020800;
    sum = sum * r + 1 / 479001600;
    sum = sum * r + 1 / 39916800;
    sum = sum * r + 1 / 3628800;
    sum = sum * r + 1 / 362880;
    sum = sum * r + 1 / 40320;
    sum = sum * r + 1 / 5040;
    sum = sum * r + 1 / 720;
    sum = sum * r + 1 / 120;
    sum = sum * r + 1 / 24;
    sum = sum * r + 1 / 6;
    sum = sum * r + 1 / 2;
    sum = sum * r + 1;
    sum = sum * r + 1;
    const small = sum * powers[n + 1022]!;
    const large = 1 / (1 + small);
    const rest = small * large;
    const share = score < 0 ? rest : large;
    const weight = weights[row]!;
    gradients[row] = weight * (share - labels[row]!);
    hessians[row] = weight * (rest * large);
  }
}
