// Searches by histograms of pairs (pair-histogram.ts) that know more than the order of bins: values of leaves that must lie between
// bounds and rise or fall with a feature, and bins of categories, which have no order.

/** What a split is worth to a node. Of a leaf of value v it is −(2·G·v + (H + λ)·v²), which −G ÷ (H + λ) makes largest. */
export class PairGains {
  readonly #rules: Float64Array;
  readonly #total: Float64Array;
  readonly #lower: number;
  readonly #upper: number;
  readonly #outside: "moved" | "refused";
  readonly #whole: number;
  readonly rows: number;
  readonly hessian: number;

  /**
   * @param rules As those of `scanPairs`.
   * @param bounds Of the values of leaves below the node.
   * @param outside What becomes of sides of a feature with a direction whose values are outside the bounds. (Others are always moved.)
   */
  constructor(
    total: Float64Array,
    rules: Float64Array,
    [lower, upper]: readonly [number, number],
    outside: "moved" | "refused",
  ) {
    this.#outside = outside;
    this.#rules = rules;
    this.#total = total;
    this.#lower = lower;
    this.#upper = upper;
    const hessian = Math.floor(total[1]! / rules[2]!);
    this.rows = total[1]! - hessian * rules[2]!;
    this.hessian = hessian * rules[1]!;
    this.#whole = this.#worth(
      this.mean * this.hessian,
      this.hessian,
      this.#valueOf(this.mean * this.hessian, this.hessian),
    );
  }

  /** Σ gradient ÷ Σ hessian. */
  get mean(): number {
    return this.hessian === 0 ? 0 : (this.#total[0]! * this.#rules[0]!) / this.hessian;
  }

  /** Rows of a sum of pairs. */
  rowsOf(pair: number): number {
    return pair - Math.floor(pair / this.#rules[2]!) * this.#rules[2]!;
  }

  /** Σ gradient ÷ Σ hessian of a sum, as if there were so much more hessian with the mean of the node. */
  meanOf(gradient: number, pair: number, more: number): number {
    const hessian = Math.floor(pair / this.#rules[2]!) * this.#rules[1]! + more;
    return hessian === 0 ? this.mean : (gradient * this.#rules[0]! + more * this.mean) / hessian;
  }

  /** The gain of a left side; −∞ where it is not allowed. `direction` 1: the right value must not be below the left one, −1: not above. */
  of(gradient: number, pair: number, direction: number): number {
    const [unitG, unitH, rowUnit, minRows, minWeight] = this.#rules as unknown as readonly number[];
    const whole = Math.floor(pair / rowUnit!);
    const rows = pair - whole * rowUnit!;
    const left = whole * unitH!;
    const right = this.hessian - left;
    const tooFew = rows < minRows! || this.rows - rows < minRows!;
    if (tooFew || left < minWeight! || right < minWeight!) return Number.NEGATIVE_INFINITY;
    const leftG = gradient * unitG!;
    const rightG = (this.#total[0]! - gradient) * unitG!;
    const leftValue = this.#valueOf(leftG, left);
    const rightValue = this.#valueOf(rightG, right);
    if (direction * (rightValue - leftValue) < 0) return Number.NEGATIVE_INFINITY;
    if (direction !== 0 && this.#outside === "refused") {
      const isMoved = leftValue !== this.#freeValueOf(leftG, left) || rightValue !== this.#freeValueOf(rightG, right);
      if (isMoved) return Number.NEGATIVE_INFINITY;
    }
    return this.#worth(leftG, left, leftValue) + this.#worth(rightG, right, rightValue) - this.#whole;
  }

  #valueOf(gradient: number, hessian: number): number {
    return Math.min(this.#upper, Math.max(this.#lower, this.#freeValueOf(gradient, hessian)));
  }

  #freeValueOf(gradient: number, hessian: number): number {
    const sum = hessian + this.#rules[5]!;
    return sum > 0 ? -gradient / sum : 0;
  }

  #worth(gradient: number, hessian: number, value: number): number {
    return -(2 * gradient * value + (hessian + this.#rules[5]!) * value * value);
  }
}

/** The search of `scanPairs` by one feature, with gains of bounded values; behind the bin `only`, or behind any where it is below 0. */
export function scanBounded(
  histogram: Float64Array,
  base: number,
  binCount: number,
  feature: number,
  direction: number,
  only: number,
  gains: PairGains,
  split: Float64Array, // [6]: as that of `scanPairs`
): void {
  const missing = base + 510;
  const hasMissing = histogram[missing + 1]! > 0;
  for (const toLeft of hasMissing ? [false, true] : [false]) {
    let g = toLeft ? histogram[missing]! : 0;
    let c = toLeft ? histogram[missing + 1]! : 0;
    // With missing values on their own side the last bin splits too.
    const last = hasMissing && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += 2) {
      if (histogram[at + 1] === 0 && only < 0) continue;
      g += histogram[at]!;
      c += histogram[at + 1]!;
      if (only >= 0 && bin !== only) continue;
      const gain = gains.of(g, c, direction);
      if (gain <= split[0]!) continue;
      const missingLeft = hasMissing ? toLeft : gains.rowsOf(c) * 2 > gains.rows;
      split.set([gain, feature, bin, missingLeft ? 1 : 0, g, c]);
    }
  }
}

/**
 * Looks for a better split of the categories of one feature into two sets: bins are put in the order of their mean derivative, in which the
 * best two sets are a beginning and an end. A missing value is a category of its own; categories without rows go with the more rows.
 *
 * @see Fisher, “On Grouping for Maximum Homogeneity”, JASA 53, 1958; Ke et al., “LightGBM”, NIPS 2017, where few rows of a category are
 *   taken together with others as here by `smoothing`.
 */
export function scanCategories(
  histogram: Float64Array,
  base: number,
  feature: number,
  smoothing: number, // hessian with the mean of the node that each category has besides its own
  gains: PairGains,
  split: Float64Array, // [6]: gain, feature, –, –, and the pair of the left side; written over by a better one
  left: Uint32Array, // [8]: a bit for each bin; written with `split`
): void {
  const bins = binsWithRows(histogram, base, 2, 1);
  const means = new Float64Array(256);
  for (const bin of bins) {
    means[bin] = gains.meanOf(histogram[base + 2 * bin]!, histogram[base + 2 * bin + 1]!, smoothing);
  }
  bins.sort((a, b) => means[a]! - means[b]! || a - b);
  scanOrder(histogram, base, feature, bins, -1, gains, split, left);
}

/** … of bins in an order: so many of them, `only`, go left, or any number where it is below 0. */
export function scanOrder(
  histogram: Float64Array,
  base: number,
  feature: number,
  bins: readonly number[], // those with rows
  only: number,
  gains: PairGains,
  split: Float64Array, // [6]: as that of `scanCategories`
  left: Uint32Array, // [8]
): void {
  let [g, c, best] = [0, 0, 0];
  for (let at = 0; at + 1 < bins.length; at++) {
    g += histogram[base + 2 * bins[at]!]!;
    c += histogram[base + 2 * bins[at]! + 1]!;
    if (only >= 0 && at + 1 !== only) continue;
    const gain = gains.of(g, c, 0);
    if (gain <= split[0]!) continue;
    split.set([gain, feature, 0, 0, g, c]);
    best = at + 1;
  }
  if (best > 0) markBins(bins, best, gains.rowsOf(split[5]!) * 2 > gains.rows, left);
}

/** Bins that have rows, whose number is at `bin · channels + place` of a histogram. */
export function binsWithRows(histogram: Float64Array, base: number, channels: number, place: number): number[] {
  const bins: number[] = [];
  for (let bin = 0, at = base + place; bin < 256; bin++, at += channels) if (histogram[at]! > 0) bins.push(bin);
  return bins;
}

/** Makes the set of the first `count` of some bins and, where `others`, of all that are not among these bins. */
export function markBins(
  bins: readonly number[],
  count: number,
  others: boolean,
  left: Uint32Array, // [8], overwritten
): void {
  left.fill(others ? 0xffff_ffff : 0);
  for (let at = 0; at < bins.length; at++) {
    if (at < count !== others) left[bins[at]! >> 5]! ^= 1 << (bins[at]! & 31);
  }
}

/** Whether a bin is one of a set of 256 bits. */
export function isInSet(set: Uint32Array, bin: number): boolean {
  return ((set[bin >> 5]! >>> (bin & 31)) & 1) === 1;
}

/** As `partitionRows`: left go rows whose bin is in the set. */
export function partitionBySet(
  bins: Uint32Array, // [groups × rows]
  rows: number,
  feature: number,
  list: Uint32Array,
  start: number,
  end: number,
  set: Uint32Array, // [8]
  spare: Uint32Array, // [end − start] or more
): number {
  const isLeft = new Uint8Array(256);
  for (let bin = 0; bin < 256; bin++) isLeft[bin] = isInSet(set, bin) ? 1 : 0;
  const base = (feature >> 2) * rows;
  const shift = (feature & 3) * 8;
  let left = start;
  let right = 0;
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    if (isLeft[(bins[base + row]! >>> shift) & 255] === 1) list[left++] = row;
    else spare[right++] = row;
  }
  for (let at = 0; at < right; at++) list[left + at] = spare[at]!;
  return left;
}
