/**
 * Logistic loss of rows of two classes: gives `Σ w · log(1 + e^(−s))`, s = z for class 1 and −z for class 0, and makes each score the
 * derivative `w · (1 ÷ (1 + e^(−z)) − target)`.
 */
export function logisticLoss(
  scores: Float64Array, // [rows]: z; becomes the derivative
  targets: Uint32Array, // [rows]: 0 or 1
  weights: Float64Array | undefined, // [rows]
  rows: number,
): number {
  let loss = 0;
  // Where all weights are 1 logarithms are taken of products of up to 512 factors between 1 and 2: they stay below 2^512.
  let product = 1;
  for (let r = 0; r < rows; r++) {
    const z = scores[r]!;
    const target = targets[r]!;
    // e^(−|z|) does not overflow.
    const small = Math.exp(-Math.abs(z));
    const large = 1 / (1 + small);
    const derivative = (z < 0 ? small * large : large) - target;
    const misses = z < 0 === (target === 1);
    if (weights === undefined) {
      product *= 1 + small;
      if ((r & 511) === 511) {
        loss += Math.log(product);
        product = 1;
      }
      if (misses) loss += Math.abs(z);
      scores[r] = derivative;
    } else {
      const weight = weights[r]!;
      loss += weight * (Math.log(1 + small) + (misses ? Math.abs(z) : 0));
      scores[r] = weight * derivative;
    }
  }
  return loss + Math.log(product);
}

/**
 * Multinomial logistic loss: gives `Σ w · (log Σ_k e^(z_k) − z_target)` and makes each score the derivative
 * `w · (e^(z_k) ÷ Σ e^z − [k = target])`.
 */
export function softmaxLoss(
  scores: Float64Array, // [classes × stride], one class after another; becomes the derivatives
  targets: Uint32Array, // [rows]
  weights: Float64Array | undefined, // [rows]
  rows: number,
  classes: number,
  stride: number,
): number {
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]!;
    let largest = scores[r]!;
    for (let k = 1, at = r + stride; k < classes; k++, at += stride) if (scores[at]! > largest) largest = scores[at]!;
    const own = targets[r]! * stride + r;
    const ownScore = scores[own]!;
    let sum = 0;
    for (let k = 0, at = r; k < classes; k++, at += stride) {
      const power = Math.exp(scores[at]! - largest);
      scores[at] = power;
      sum += power;
    }
    const scale = weight / sum;
    for (let k = 0, at = r; k < classes; k++, at += stride) scores[at]! *= scale;
    scores[own]! -= weight;
    loss += weight * (Math.log(sum) + largest - ownScore);
  }
  return loss;
}

/** Squared hinge loss: gives `Σ w · max(0, 1 − s)²`, s = z for target 1 and −z for 0, and makes each score its derivative by z. */
export function squaredHingeLoss(
  scores: Float64Array, // [rows]: z; becomes the derivative
  targets: Uint32Array, // [rows]: class
  own: number, // the class that counts as 1
  weights: Float64Array | undefined, // [rows]
  rows: number,
): number {
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const sign = targets[r] === own ? 1 : -1;
    const weight = weights === undefined ? 1 : weights[r]!;
    const short = Math.max(0, 1 - sign * scores[r]!);
    loss += weight * short * short;
    scores[r] = -2 * sign * weight * short;
  }
  return loss;
}

/** Each score z becomes `w · p · (1 − p)`, p = 1 ÷ (1 + e^(−z)). */
export function logisticCurvature(scores: Float64Array, weights: Float64Array | undefined, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const small = Math.exp(-Math.abs(scores[r]!));
    const weight = weights === undefined ? 1 : weights[r]!;
    scores[r] = (weight * small) / ((1 + small) * (1 + small));
  }
}

/** Each score z_k becomes `w · p · (1 − p)`, p = e^(z_k) ÷ Σ e^z: the diagonal of the second derivatives. */
export function softmaxCurvature(
  scores: Float64Array, // [classes × stride], one class after another
  weights: Float64Array | undefined, // [rows]
  rows: number,
  classes: number,
  stride: number,
): void {
  for (let r = 0; r < rows; r++) {
    let largest = scores[r]!;
    for (let k = 1, at = r + stride; k < classes; k++, at += stride) if (scores[at]! > largest) largest = scores[at]!;
    let sum = 0;
    for (let k = 0, at = r; k < classes; k++, at += stride) {
      const power = Math.exp(scores[at]! - largest);
      scores[at] = power;
      sum += power;
    }
    const weight = weights === undefined ? 1 : weights[r]!;
    for (let k = 0, at = r; k < classes; k++, at += stride) {
      const share = scores[at]! / sum;
      scores[at] = weight * share * (1 - share);
    }
  }
}

/** Each score z becomes `2 · w` where the row is less than 1 on its side, else 0. */
export function squaredHingeCurvature(
  scores: Float64Array, // [rows]
  targets: Uint32Array, // [rows]: class
  own: number, // the class that counts as 1
  weights: Float64Array | undefined, // [rows]
  rows: number,
): void {
  for (let r = 0; r < rows; r++) {
    const sign = targets[r] === own ? 1 : -1;
    const weight = weights === undefined ? 1 : weights[r]!;
    scores[r] = sign * scores[r]! < 1 ? 2 * weight : 0;
  }
}
