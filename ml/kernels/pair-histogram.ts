// Histograms of pairs: for each of 256 bins of a feature Σ gradient and Σ (hessian · rowUnit + 1), which also counts rows below
// rowUnit. Gradients and hessians are rounded to whole numbers, and sums stay below 2^53: they are exact, so that a histogram is the same
// in whatever order rows are added, and that of a sibling is the difference. (As in Shi et al., “Quantized Training of Gradient Boosting
// Decision Trees”, NeurIPS 2022, with 20 to 50 bits instead of 2 to 5; values of leaves are not rounded.)
//
// Bins of a row are bytes, those of four features in one number: bins[group · rows + row]. Bin 255 is that of a missing value.

/** `sums ← [Σ |gradient|, Σ hessian]`, of even and of odd rows apart. */
export function sumMagnitudes(
  gradients: Float64Array, // [rows]
  hessians: Float64Array, // [rows]
  rows: number,
  sums: Float64Array, // [2], overwritten
): void {
  let [evenG, oddG, evenH, oddH] = [0, 0, 0, 0];
  const paired = rows & ~1;
  for (let row = 0; row < paired; row += 2) {
    evenG += Math.abs(gradients[row]!);
    oddG += Math.abs(gradients[row + 1]!);
    evenH += hessians[row]!;
    oddH += hessians[row + 1]!;
  }
  if (paired < rows) {
    evenG += Math.abs(gradients[paired]!);
    evenH += hessians[paired]!;
  }
  sums[0] = evenG + oddG;
  sums[1] = evenH + oddH;
}

/** `pairs[row] ← [⌊gradient · gradientScale⌉, ⌊hessian · hessianScale⌉ · rowUnit + 1]`, halves to the even number. */
export function roundPairs(
  gradients: Float64Array, // [rows]
  hessians: Float64Array, // [rows]
  rows: number,
  gradientScale: number,
  hessianScale: number,
  rowUnit: number,
  pairs: Float64Array, // [2 × rows], overwritten
): void {
  // A sum with it has no digits behind the point.
  const shift = 1.5 * 2 ** 52;
  for (let row = 0; row < rows; row++) {
    pairs[2 * row] = gradients[row]! * gradientScale + shift - shift;
    pairs[2 * row + 1] = (hessians[row]! * hessianScale + shift - shift) * rowUnit + 1;
  }
}

/** The histograms of all features over the rows of a list from `start` to `end`. */
export function fillPairs(
  bins: Uint32Array, // [groups × rows]
  rows: number,
  groups: number,
  list: Uint32Array,
  start: number,
  end: number,
  pairs: Float64Array, // [2 × rows]
  ordered: Float64Array, // [2 × (end − start)] or more, overwritten: pairs in the order of the list
  histogram: Float64Array, // [groups × 4 × 256 × 2], overwritten
): void {
  for (let at = 0; at < groups * 2048; at++) histogram[at] = 0;
  for (let at = start, to = 0; at < end; at++, to += 2) {
    const from = 2 * list[at]!;
    ordered[to] = pairs[from]!;
    ordered[to + 1] = pairs[from + 1]!;
  }
  for (let group = 0; group < groups; group++) {
    const own = bins.subarray(group * rows, (group + 1) * rows);
    const base = group * 2048;
    for (let at = start, from = 0; at < end; at++, from += 2) {
      const four = own[list[at]!]!;
      const first = ordered[from]!;
      const second = ordered[from + 1]!;
      const a = base + ((four << 1) & 510);
      const b = base + 512 + ((four >>> 7) & 510);
      const c = base + 1024 + ((four >>> 15) & 510);
      const d = base + 1536 + ((four >>> 23) & 510);
      histogram[a]! += first;
      histogram[a + 1]! += second;
      histogram[b]! += first;
      histogram[b + 1]! += second;
      histogram[c]! += first;
      histogram[c + 1]! += second;
      histogram[d]! += first;
      histogram[d + 1]! += second;
    }
  }
}

/** `whole −= part`: the histogram of the other child. */
export function subtractPairs(
  whole: Float64Array, // [size]
  part: Float64Array, // [size]
  size: number, // even
): void {
  for (let at = 0; at < size; at++) whole[at]! -= part[at]!;
}

/**
 * Sorts rows of a list from `start` to `end` into those that go left and then those that go right, each in their order: left go bins up
 * to `bin`, and those without a value where `missingLeft` is 1. Gives where the right ones start.
 */
export function partitionRows(
  bins: Uint32Array, // [groups × rows]
  rows: number,
  feature: number,
  list: Uint32Array,
  start: number,
  end: number,
  bin: number,
  missingLeft: number,
  spare: Uint32Array, // [end − start] or more
): number {
  const base = (feature >> 2) * rows;
  const shift = (feature & 3) * 8;
  let left = start;
  let right = 0;
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    const own = (bins[base + row]! >>> shift) & 255;
    if (own <= bin || (own === 255 && missingLeft === 1)) list[left++] = row;
    else spare[right++] = row;
  }
  for (let at = 0; at < right; at++) list[left + at] = spare[at]!;
  return left;
}

/** `total ← Σ pairs` of the rows of a list up to `end`. */
export function sumPairs(
  list: Uint32Array,
  end: number,
  pairs: Float64Array, // [2 × rows]
  total: Float64Array, // [2], overwritten
): void {
  let [g, c] = [0, 0];
  for (let at = 0; at < end; at++) {
    const from = 2 * list[at]!;
    g += pairs[from]!;
    c += pairs[from + 1]!;
  }
  total[0] = g;
  total[1] = c;
}

/** `sums ← [Σ gradient, Σ hessian]` of the rows of a list from `start` to `end`. */
export function sumAtRows(
  list: Uint32Array,
  start: number,
  end: number,
  gradients: Float64Array, // [rows]
  hessians: Float64Array, // [rows]
  sums: Float64Array, // [2], overwritten
): void {
  let [g, h] = [0, 0];
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    g += gradients[row]!;
    h += hessians[row]!;
  }
  sums[0] = g;
  sums[1] = h;
}

/** `values[row] += value` for the rows of a list from `start` to `end`. */
export function addAtRows(
  list: Uint32Array,
  start: number,
  end: number,
  value: number,
  values: Float64Array, // [rows]
): void {
  for (let at = start; at < end; at++) values[list[at]!]! += value;
}

/**
 * Looks for better splits by the features of a histogram, by gradients: the gain of L | R is
 * `G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ)`.
 *
 * @see Chen, Guestrin, “XGBoost: A Scalable Tree Boosting System”, KDD 2016, eq. 7 and Algorithm 3 (missing values to the better side).
 */
export function findPairSplits(
  histogram: Float64Array, // [features × 256 × 2]
  features: number,
  binCounts: Uint32Array, // [features]: without the missing one
  total: Float64Array, // [2]: the pair of the node
  rules: Float64Array, // [6]: units of gradients and of hessians, rowUnit, least rows and least Σ hessian of a side, λ
  split: Float64Array, // [6]: gain, feature, bin, missing left, and the pair of the left side; written over by a better one
): void {
  for (let feature = 0; feature < features; feature++) {
    scanPairs(histogram, feature * 512, binCounts[feature]!, feature, -1, total, rules, split);
  }
}

/** … by one feature, whose histogram is at `base`; behind the bin `only`, or behind any where it is below 0. */
export function scanPairs(
  histogram: Float64Array,
  base: number,
  binCount: number,
  feature: number,
  only: number,
  total: Float64Array,
  rules: Float64Array,
  split: Float64Array,
): void {
  const [unitG, unitH, rowUnit] = [rules[0]!, rules[1]!, rules[2]!];
  const [minRows, minWeight, l2] = [rules[3]!, rules[4]!, rules[5]!];
  const [allG, allC] = [total[0]!, total[1]!];
  const perUnit = 1 / rowUnit;
  const allH = Math.floor(allC * perUnit);
  const allRows = allC - allH * rowUnit;
  const whole = (allG * unitG * (allG * unitG)) / (allH * unitH + l2);
  const missing = base + 510;
  const missingC = histogram[missing + 1]!;
  // Without missing values one direction is as good as the other.
  for (let direction = missingC > 0 ? 1 : 0; direction >= 0; direction--) {
    const toLeft = missingC > 0 && direction === 0;
    let g = toLeft ? histogram[missing]! : 0;
    let c = toLeft ? missingC : 0;
    // With missing values on their own side the last bin splits too.
    const last = missingC > 0 && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += 2) {
      const ownC = histogram[at + 1]!;
      if (ownC === 0 && only < 0) continue;
      g += histogram[at]!;
      c += ownC;
      if (only >= 0 && bin !== only) continue;
      const h = Math.floor(c * perUnit);
      const rows = c - h * rowUnit;
      if (rows < minRows || h * unitH < minWeight) continue;
      const rest = Math.floor((allC - c) * perUnit);
      if (allRows - rows < minRows || rest * unitH < minWeight) break;
      const left = g * unitG;
      const right = (allG - g) * unitG;
      const gain = (left * left) / (h * unitH + l2) + (right * right) / (rest * unitH + l2) - whole;
      if (gain > split[0]!) {
        split[0] = gain;
        split[1] = feature;
        split[2] = bin;
        // Where none was missing a missing value goes with the more rows.
        split[3] = (missingC > 0 ? toLeft : rows * 2 > allRows) ? 1 : 0;
        split[4] = g;
        split[5] = c;
      }
    }
  }
}

/** Looks for better splits by some features, whose histograms are made here, one after another. */
export function splitByFeatures(
  bins: Uint32Array, // [groups × rows]
  rows: number,
  features: Uint32Array, // numbers of features
  from: number,
  to: number, // those from `from` up to `to` are looked at
  list: Uint32Array,
  start: number,
  end: number,
  pairs: Float64Array, // [2 × rows]
  ordered: Float64Array, // [2 × (end − start)] or more, overwritten
  histogram: Float64Array, // [256 × 2], zeros, and zeros again
  binCounts: Uint32Array, // [all features]
  total: Float64Array, // [2]
  rules: Float64Array, // [6]
  split: Float64Array, // [6]
): void {
  for (let at = start, place = 0; at < end; at++, place += 2) {
    const pair = 2 * list[at]!;
    ordered[place] = pairs[pair]!;
    ordered[place + 1] = pairs[pair + 1]!;
  }
  for (let each = from; each < to; each++) {
    const feature = features[each]!;
    const base = (feature >> 2) * rows;
    const shift = (feature & 3) * 8;
    for (let at = start, place = 0; at < end; at++, place += 2) {
      const bin = ((bins[base + list[at]!]! >>> shift) & 255) * 2;
      histogram[bin]! += ordered[place]!;
      histogram[bin + 1]! += ordered[place + 1]!;
    }
    scanPairs(histogram, 0, binCounts[feature]!, feature, -1, total, rules, split);
    for (let at = 0; at < 512; at++) histogram[at] = 0;
  }
}
