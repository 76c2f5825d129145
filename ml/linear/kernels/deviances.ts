/**
 * Half the deviance of Tweedie's distributions, up to a constant, of means e^score: weight · (y·μ^(1−p) ÷ (p−1) + μ^(2−p) ÷ (2−p)), whose
 * limits are μ − y·score for p = 1 and y ÷ μ + score for p = 2. Each score becomes the derivative by it; gives the sum.
 */
export function tweedieDeviance(
  scores: Float64Array, // [rows], overwritten
  labels: Float64Array, // [rows]
  weights: Float64Array | undefined, // [rows]
  curvatures: Float64Array, // [rows], overwritten: second derivatives, or what is expected of them where they are not above 0
  rows: number,
  power: number, // 1 to 3
): number {
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const score = scores[r]!;
    const label = labels[r]!;
    const weight = weights === undefined ? 1 : weights[r]!;
    const part = Math.exp((2 - power) * score); // μ^(2−p)
    const share = label === 0 ? 0 : label * Math.exp((1 - power) * score); // y · μ^(1−p)
    let loss: number;
    if (power === 1) loss = part - label * score;
    else loss = share / (power - 1) + (power === 2 ? score : part / (2 - power));
    const curvature = (2 - power) * part + (power - 1) * share;
    sum += weight * loss;
    scores[r] = weight * (part - share);
    curvatures[r] = weight * (curvature > 0 ? curvature : part);
  }
  return sum;
}

/** The same of shares of successes whose logit is the score: weight · (log(1 + e^score) − y·score). */
export function binomialDeviance(
  scores: Float64Array, // [rows], overwritten
  labels: Float64Array, // [rows]
  weights: Float64Array | undefined, // [rows]
  curvatures: Float64Array, // [rows], overwritten
  rows: number,
): number {
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const score = scores[r]!;
    const weight = weights === undefined ? 1 : weights[r]!;
    const small = Math.exp(-Math.abs(score));
    const less = small / (1 + small);
    const more = 1 / (1 + small);
    sum += weight * (Math.log1p(small) + Math.max(score, 0) - labels[r]! * score);
    scores[r] = weight * ((score > 0 ? more : less) - labels[r]!);
    curvatures[r] = weight * less * more;
  }
  return sum;
}
