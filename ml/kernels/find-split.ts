/** What makes a split allowed, and what it is worth. */
export interface SplitRules {
  readonly minLeafRows: number;
  /** Σ hessian, or Σ weight, that each side must have. */
  readonly minLeafWeight: number;
  /** λ ≥ 0 added to Σ hessian. */
  readonly l2: number;
}

/** What a split may be: the best of all, or that behind one bin. */
export type Candidate = number;
export const everyBin: Candidate = -1;

/** The best split that was found; written over. */
export interface Split {
  gain: number;
  feature: number;
  /** Bins up to it go left. */
  bin: number;
  missing: "left" | "right";
  leftRows: number;
}

/**
 * Looks for a better split of one feature, by gradients: the gain of L | R is `G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ)`.
 *
 * @see Chen, Guestrin, “XGBoost: A Scalable Tree Boosting System”, KDD 2016, eq. 7 and Algorithm 3 (missing values to the better side).
 */
export function findGradientSplit(
  histogram: Float64Array, // [256 × 3] from base on
  base: number,
  binCount: number, // bins without the missing one
  missingBin: number,
  total: Float64Array, // [3]: rows, Σ gradient, Σ hessian
  rules: SplitRules,
  feature: number,
  only: Candidate,
  best: Split,
): void {
  const { minLeafRows, minLeafWeight, l2 } = rules;
  const allRows = total[0]!;
  const allG = total[1]!;
  const allH = total[2]!;
  const whole = (allG * allG) / (allH + l2);
  const missing = base + missingBin * 3;
  const missingRows = histogram[missing]!;
  // Without missing values one direction is as good as the other.
  const directions = missingRows > 0 ? 2 : 1;
  for (let direction = 0; direction < directions; direction++) {
    const toLeft = direction === 1;
    let rows = toLeft ? missingRows : 0;
    let g = toLeft ? histogram[missing + 1]! : 0;
    let h = toLeft ? histogram[missing + 2]! : 0;
    // With missing values on their own side the last bin splits too.
    const last = missingRows > 0 && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += 3) {
      const own = histogram[at]!;
      if (own === 0 && only < 0) continue;
      rows += own;
      g += histogram[at + 1]!;
      h += histogram[at + 2]!;
      if (only >= 0 && bin !== only) continue;
      if (rows < minLeafRows || h < minLeafWeight) continue;
      if (allRows - rows < minLeafRows || allH - h < minLeafWeight) break;
      const rest = allG - g;
      const gain = (g * g) / (h + l2) + (rest * rest) / (allH - h + l2) - whole;
      if (gain > best.gain) {
        best.gain = gain;
        best.feature = feature;
        best.bin = bin;
        // Where none was missing a missing value goes with the more rows.
        best.missing = directions === 2 ? (toLeft ? "left" : "right") : rows * 2 > allRows ? "left" : "right";
        best.leftRows = rows;
      }
    }
  }
}

/**
 * Looks for a better split of one feature, by classes: the gain is the fall of `weight · impurity`, with Gini's impurity 1 − Σ p² or the
 * entropy −Σ p·log p.
 *
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984, §4.3.
 */
export function findClassSplit(
  histogram: Float64Array, // [256 × channels] from base on
  base: number,
  binCount: number,
  missingBin: number,
  total: Float64Array, // [channels]: rows, weight of each class
  criterion: "gini" | "entropy",
  rules: SplitRules,
  feature: number,
  only: Candidate,
  left: Float64Array, // [channels], for use here
  best: Split,
): void {
  const channels = total.length;
  const { minLeafRows, minLeafWeight } = rules;
  const missing = base + missingBin * channels;
  const missingRows = histogram[missing]!;
  const whole = purity(total, left, "total", criterion);
  const allWeight = sumOf(total);
  const directions = missingRows > 0 ? 2 : 1;
  for (let direction = 0; direction < directions; direction++) {
    const toLeft = direction === 1;
    for (let c = 0; c < channels; c++) left[c] = toLeft ? histogram[missing + c]! : 0;
    const last = missingRows > 0 && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += channels) {
      if (histogram[at] === 0 && only < 0) continue;
      for (let c = 0; c < channels; c++) left[c]! += histogram[at + c]!;
      if (only >= 0 && bin !== only) continue;
      if (left[0]! < minLeafRows) continue;
      if (total[0]! - left[0]! < minLeafRows) break;
      const weight = sumOf(left);
      if (weight < minLeafWeight || allWeight - weight < minLeafWeight) continue;
      const gain = purity(total, left, "left", criterion) + purity(total, left, "rest", criterion) - whole;
      if (gain > best.gain) {
        best.gain = gain;
        best.feature = feature;
        best.bin = bin;
        best.missing = directions === 2 ? (toLeft ? "left" : "right") : left[0]! * 2 > total[0]! ? "left" : "right";
        best.leftRows = left[0]!;
      }
    }
  }
}

function sumOf(channels: Float64Array): number {
  let sum = 0;
  for (let c = 1; c < channels.length; c++) sum += channels[c]!;
  return sum;
}

/** Σ N_k² ÷ N for Gini's impurity, Σ N_k·log(N_k ÷ N) for the entropy: the larger the purer. */
function purity(
  total: Float64Array,
  left: Float64Array,
  side: "total" | "left" | "rest",
  criterion: "gini" | "entropy",
): number {
  let sum = 0;
  let weight = 0;
  for (let c = 1; c < total.length; c++) {
    const own = side === "total" ? total[c]! : side === "left" ? left[c]! : total[c]! - left[c]!;
    if (!(own > 0)) continue;
    weight += own;
    sum += criterion === "gini" ? own * own : own * Math.log(own);
  }
  if (weight === 0) return 0;
  return criterion === "gini" ? sum / weight : sum - weight * Math.log(weight);
}
