import { purity } from "../kernels/class-histogram.ts";
import { binsWithRows, markBins } from "../kernels/pair-splits.ts";
import type { Bounds, SplitRules } from "./grower.ts";

// Searches by histograms of classes (class-histogram.ts) that know more than the order of bins: shares that must lie between bounds and
// rise or fall with a feature, and bins of categories, which have no order.

/** Of so many categories with rows at most all ways to part them are tried. */
const fewCategories = 8;

/** What a split is worth to a node, by classes. */
export class ClassGains {
  readonly #rules: Pick<SplitRules, "minLeafRows" | "minLeafWeight">;
  readonly #criterion: "gini" | "entropy";
  readonly #bounds: Bounds;
  readonly #weight: number;
  readonly #whole: number;
  readonly total: Float64Array;

  /** @param total Rows, and the weight of each class. @param bounds Of the share of the second of two classes. */
  constructor(
    total: Float64Array,
    criterion: "gini" | "entropy",
    rules: Pick<SplitRules, "minLeafRows" | "minLeafWeight">,
    bounds: Bounds,
  ) {
    [this.total, this.#criterion, this.#rules, this.#bounds] = [total, criterion, rules, bounds];
    this.#weight = weightOf(total);
    this.#whole = this.#worth(total, "total");
  }

  /**
   * The gain of a left side; −∞ where it is not allowed. `direction` 1: the right share must not be below the left one, −1: not above, and
   * both must lie between the bounds.
   */
  of(left: Float64Array, direction: number): number {
    const { minLeafRows, minLeafWeight } = this.#rules;
    const weight = weightOf(left);
    const isTooFew = left[0]! < minLeafRows || this.total[0]! - left[0]! < minLeafRows;
    if (isTooFew || weight < minLeafWeight || this.#weight - weight < minLeafWeight) return Number.NEGATIVE_INFINITY;
    if (direction !== 0) {
      const [own, rest] = [left[2]! / weight, (this.total[2]! - left[2]!) / (this.#weight - weight)];
      const [least, most] = [Math.min(own, rest), Math.max(own, rest)];
      const isOutside = least < this.#bounds[0] || most > this.#bounds[1];
      if (isOutside || direction * (rest - own) < 0) return Number.NEGATIVE_INFINITY;
    }
    return this.#worth(left, "left") + this.#worth(left, "rest") - this.#whole;
  }

  #shareOf(second: number, weight: number): number {
    const [lower, upper] = this.#bounds;
    return Math.min(upper, Math.max(lower, second / weight));
  }

  /** The purity of a side; Σ N_k·log q_k where bounds keep a leaf from shares q other than those of its rows. */
  #worth(side: Float64Array, of: "total" | "left" | "rest"): number {
    const pure = purity(this.total, side, of, this.#criterion);
    if (this.#bounds[0] === Number.NEGATIVE_INFINITY && this.#bounds[1] === Number.POSITIVE_INFINITY) return pure;
    const [first, second] = [1, 2].map((at) => (of === "rest" ? this.total[at]! - side[at]! : side[at]!)) as [
      number,
      number,
    ];
    const own = second / (first + second);
    const share = this.#shareOf(second, first + second);
    if (share === own || !(first + second > 0)) return pure;
    return logOf(first, 1 - share) + logOf(second, share);
  }
}

function logOf(weight: number, share: number): number {
  return weight > 0 ? weight * Math.log(share) : 0;
}

/** The search of `scanClasses` by one feature, with gains of bounded shares; behind the bin `only`, or behind any where it is below 0. */
export function scanBoundedClasses(
  histogram: Float64Array, // [256 × channels] from base on
  base: number,
  binCount: number, // bins without the missing one
  feature: number,
  direction: number,
  only: number,
  gains: ClassGains,
  split: Float64Array, // [4 + channels]: as that of `scanClasses`
): void {
  const channels = gains.total.length;
  const missing = base + 255 * channels;
  const hasMissing = histogram[missing]! > 0;
  for (const toLeft of hasMissing ? [false, true] : [false]) {
    const left = new Float64Array(channels);
    if (toLeft) addBin(histogram, missing, left, 1);
    // With missing values on their own side the last bin splits too.
    const last = hasMissing && !toLeft ? binCount : binCount - 1;
    for (let bin = 0, at = base; bin < last; bin++, at += channels) {
      if (histogram[at] === 0 && only < 0) continue;
      addBin(histogram, at, left, 1);
      if (only >= 0 && bin !== only) continue;
      const gain = gains.of(left, direction);
      if (gain <= split[0]!) continue;
      const missingLeft = hasMissing ? toLeft : left[0]! * 2 > gains.total[0]!;
      split.set([gain, feature, bin, missingLeft ? 1 : 0, ...left]);
    }
  }
}

/**
 * Looks for a better split of the categories of one feature into two sets. A missing value is a category of its own; categories without rows go
 * with the more rows. Of two classes the best sets are a beginning and an end of the order by the share of the second. Of more classes there
 * is no such order: of up to 8 categories that a node has all sets are tried, of more those by the order of each class's share.
 *
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984, §4.2.2 and theorem 4.5 (two classes).
 */
export function scanClassCategories(
  histogram: Float64Array, // [256 × channels] from base on
  base: number,
  feature: number,
  gains: ClassGains,
  split: Float64Array, // [4 + channels]: gain, feature, –, –, and what the left side has; written over by a better one
  left: Uint32Array, // [8]: a bit for each bin; written with `split`
): void {
  const channels = gains.total.length;
  const bins = binsWithRows(histogram, base, channels, 0);
  if (channels > 3 && bins.length <= fewCategories) {
    scanAllSets(histogram, base, feature, bins, gains, split, left);
    return;
  }
  const shares = new Float64Array(256);
  // The order by the first of two classes is that by the second, backwards.
  for (let channel = channels === 3 ? 2 : 1; channel < channels; channel++) {
    for (const bin of bins) {
      const at = base + bin * channels;
      shares[bin] = histogram[at + channel]! / weightOf(histogram.subarray(at, at + channels));
    }
    const order = bins.toSorted((a, b) => shares[a]! - shares[b]! || a - b);
    scanClassOrder(histogram, base, feature, order, -1, gains, split, left);
  }
}

/** … of bins in an order: so many of them, `only`, go left, or any number where it is below 0. */
export function scanClassOrder(
  histogram: Float64Array,
  base: number,
  feature: number,
  bins: readonly number[], // those with rows
  only: number,
  gains: ClassGains,
  split: Float64Array,
  left: Uint32Array,
): void {
  const channels = gains.total.length;
  const side = new Float64Array(channels);
  let best = 0;
  for (let at = 0; at + 1 < bins.length; at++) {
    addBin(histogram, base + bins[at]! * channels, side, 1);
    if (only >= 0 && at + 1 !== only) continue;
    const gain = gains.of(side, 0);
    if (gain <= split[0]!) continue;
    split.set([gain, feature, 0, 0, ...side]);
    best = at + 1;
  }
  if (best > 0) markBins(bins, best, split[4]! * 2 > gains.total[0]!, left);
}

/** Each step moves one bin to the other side: sets in the order of Gray's code, the last bin always right. */
function scanAllSets(
  histogram: Float64Array,
  base: number,
  feature: number,
  bins: readonly number[],
  gains: ClassGains,
  split: Float64Array,
  left: Uint32Array,
): void {
  const channels = gains.total.length;
  const side = new Float64Array(channels);
  let [set, best] = [0, 0];
  for (let step = 1; step < 2 ** (bins.length - 1); step++) {
    const moved = 31 - Math.clz32(step & -step);
    set ^= 1 << moved;
    addBin(histogram, base + bins[moved]! * channels, side, (set >> moved) & 1 ? 1 : -1);
    const gain = gains.of(side, 0);
    if (gain <= split[0]!) continue;
    [split[0], best] = [gain, set];
  }
  if (best === 0) return;
  const isLeft = (_: number, at: number): boolean => ((best >> at) & 1) === 1;
  const [own, rest] = [bins.filter(isLeft), bins.filter((bin, at) => !isLeft(bin, at))];
  // Sums of what came and went may be off by rounding.
  side.fill(0);
  for (const bin of own) addBin(histogram, base + bin * channels, side, 1);
  split.set([split[0]!, feature, 0, 0, ...side]);
  markBins([...own, ...rest], own.length, side[0]! * 2 > gains.total[0]!, left);
}

/** `side += factor · bin`. */
function addBin(histogram: Float64Array, at: number, side: Float64Array, factor: 1 | -1): void {
  for (let channel = 0; channel < side.length; channel++) side[channel]! += factor * histogram[at + channel]!;
}

/** Of all classes: all but the number of rows. */
function weightOf(sums: Float64Array): number {
  let weight = 0;
  for (let channel = 1; channel < sums.length; channel++) weight += sums[channel]!;
  return weight;
}
