// Histograms of a feature: for each of 256 bins `channels` numbers side by side. The first is the number of rows, then Σ gradient and
// Σ hessian, or the weight of each class.

/** Adds rows to the histogram of one feature: `[rows, Σ gradient, Σ hessian]` for each bin. */
export function addGradients(
  bins: Uint8Array, // [all rows] of the feature
  rows: Uint32Array,
  start: number,
  end: number,
  gradients: Float64Array, // [end − start], in the order of rows
  hessians: Float64Array, // [end − start]
  histogram: Float64Array,
  base: number,
): void {
  for (let at = start, i = 0; at < end; at++, i++) {
    const bin = base + bins[rows[at]!]! * 3;
    histogram[bin]! += 1;
    histogram[bin + 1]! += gradients[i]!;
    histogram[bin + 2]! += hessians[i]!;
  }
}

/** Adds rows to the histogram of one feature: `[rows, weight of class 0, of class 1, …]` for each bin. */
export function addClassWeights(
  bins: Uint8Array, // [all rows] of the feature
  rows: Uint32Array,
  start: number,
  end: number,
  classes: Uint32Array, // [end − start], in the order of rows
  weights: Float64Array, // [end − start]
  channels: number,
  histogram: Float64Array,
  base: number,
): void {
  for (let at = start, i = 0; at < end; at++, i++) {
    const bin = base + bins[rows[at]!]! * channels;
    histogram[bin]! += 1;
    histogram[bin + 1 + classes[i]!]! += weights[i]!;
  }
}

/** `into[i] = whole[i] − part[i]`: the histogram of the other child. */
export function subtractHistogram(whole: Float64Array, part: Float64Array, into: Float64Array): void {
  for (let i = 0; i < whole.length; i++) into[i] = whole[i]! - part[i]!;
}

/**
 * Sorts rows from `start` to `end` into those that go left and then those that go right, each in their order: left go bins up to `bin`,
 * and those without a value where `missing` says so. Gives where the right ones start.
 */
export function partition(
  rows: Uint32Array,
  start: number,
  end: number,
  bins: Uint8Array,
  bin: number,
  missing: "left" | "right",
  missingBin: number,
  spare: Uint32Array, // [end − start] or more
): number {
  let left = start;
  let right = 0;
  const missingLeft = missing === "left";
  for (let at = start; at < end; at++) {
    const row = rows[at]!;
    const own = bins[row]!;
    if (own === missingBin ? missingLeft : own <= bin) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
