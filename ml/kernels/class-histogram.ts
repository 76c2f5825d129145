// Histograms of classes: for each of 256 bins the number of rows and then the weight of each class. Bins as in pair-histogram.ts.

/** Adds rows of a list from `start` to `end` to the histogram of one feature. */
export function addClassWeights(
  bins: Uint32Array, // [groups × rows]
  allRows: number,
  feature: number,
  list: Uint32Array,
  start: number,
  end: number,
  classes: Uint32Array, // [rows]
  weights: Float64Array, // [rows]
  channels: number,
  histogram: Float64Array,
  base: number,
): void {
  const column = (feature >> 2) * allRows;
  const shift = (feature & 3) * 8;
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    const bin = base + ((bins[column + row]! >>> shift) & 255) * channels;
    histogram[bin]! += 1;
    histogram[bin + 1 + classes[row]!]! += weights[row]!;
  }
}

/**
 * Looks for a better split of one feature, by classes: the gain is the fall of `weight · impurity`, with Gini's impurity 1 − Σ p² or the
 * entropy −Σ p·log p. Gives whether there is one, whose left side is then in `best`.
 *
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984, §4.3.
 */
export function scanClasses(
  histogram: Float64Array, // [256 × channels] from base on
  base: number,
  binCount: number, // bins without the missing one
  feature: number,
  only: number, // a split behind this bin, or behind any where it is below 0
  total: Float64Array, // [channels]: rows, weight of each class
  criterion: "gini" | "entropy",
  minRows: number,
  minWeight: number,
  left: Float64Array, // [channels], for use here
  split: Float64Array, // [4 + channels]: gain, feature, bin, missing left, and what the left side has; written over by a better one
): void {
  const channels = total.length;
  const missing = base + 255 * channels;
  const missingRows = histogram[missing]!;
  const whole = purity(total, left, "total", criterion);
  const allWeight = sumOf(total);
  // Without missing values one direction is as good as the other.
  const directions = missingRows > 0 ? 2 : 1;
  for (let direction = 0; direction < directions; direction++) {
    const toLeft = direction === 1;
    for (let c = 0; c < channels; c++) left[c] = toLeft ? histogram[missing + c]! : 0;
    // With missing values on their own side the last bin splits too.
    const last = missingRows > 0 && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += channels) {
      if (histogram[at] === 0 && only < 0) continue;
      for (let c = 0; c < channels; c++) left[c]! += histogram[at + c]!;
      if (only >= 0 && bin !== only) continue;
      if (left[0]! < minRows) continue;
      if (total[0]! - left[0]! < minRows) break;
      const weight = sumOf(left);
      if (weight < minWeight || allWeight - weight < minWeight) continue;
      const gain = purity(total, left, "left", criterion) + purity(total, left, "rest", criterion) - whole;
      if (gain > split[0]!) {
        split[0] = gain;
        split[1] = feature;
        split[2] = bin;
        // Where none was missing a missing value goes with the more rows.
        split[3] = (directions === 2 ? toLeft : left[0]! * 2 > total[0]!) ? 1 : 0;
        for (let c = 0; c < channels; c++) split[4 + c] = left[c]!;
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
export function purity(
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
