/**
 * `((x + 1)^λ − 1) / λ` for x ≥ 0 (ln(x + 1) for λ = 0), `−((1 − x)^(2 − λ) − 1) / (2 − λ)` below (−ln(1 − x) for λ = 2).
 *
 * @see Yeo, Johnson, "A new family of power transformations to improve normality or symmetry", Biometrika 2000.
 */
export function yeoJohnson(values: Float64Array, lambda: number, out: Float64Array): void {
  for (let at = 0; at < values.length; at++) {
    const x = values[at]!;
    out[at] = x < 0 ? -powerOf(Math.log1p(-x), 2 - lambda) : powerOf(Math.log1p(x), lambda);
  }
}

/**
 * `(x^λ − 1) / λ` (ln x for λ = 0), x > 0.
 *
 * @see Box, Cox, "An analysis of transformations", Journal of the Royal Statistical Society B, 1964.
 */
export function boxCox(values: Float64Array, lambda: number, out: Float64Array): void {
  for (let at = 0; at < values.length; at++) out[at] = powerOf(Math.log(values[at]!), lambda);
}

/** `(e^(λ·log) − 1) / λ`, exact near λ = 0. */
function powerOf(log: number, lambda: number): number {
  return lambda === 0 ? log : Math.expm1(lambda * log) / lambda;
}
