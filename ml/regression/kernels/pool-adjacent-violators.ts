/**
 * Puts the ascending values nearest to `values` in their place: those that minimise `Σ weight·(new − old)²`. A value below the one before
 * is pooled with it into their weighted mean, and so on backwards.
 *
 * @see Ayer et al., "An empirical distribution function for sampling with incomplete information", 1955; Best, Chakravarti, 1990.
 */
export function poolAdjacentViolators(
  values: Float64Array, // [n], overwritten
  weights: Float64Array, // [n], above 0
): void {
  const means = new Float64Array(values.length); // of pools
  const sums = new Float64Array(values.length); // weights of pools
  const ends = new Int32Array(values.length); // where pools end
  let pools = 0;
  for (let at = 0; at < values.length; at++) {
    means[pools] = values[at]!;
    sums[pools] = weights[at]!;
    ends[pools++] = at + 1;
    while (pools > 1 && means[pools - 2]! >= means[pools - 1]!) {
      pools--;
      const sum = sums[pools - 1]! + sums[pools]!;
      means[pools - 1]! += ((means[pools]! - means[pools - 1]!) * sums[pools]!) / sum;
      sums[pools - 1] = sum;
      ends[pools - 1] = ends[pools]!;
    }
  }
  let at = 0;
  for (let pool = 0; pool < pools; pool++) while (at < ends[pool]!) values[at++] = means[pool]!;
}
