import { scanPairs } from "../kernels/pair-histogram.ts";
import { binsWithRows, PairGains, scanBounded, scanCategories, scanOrder } from "../kernels/pair-splits.ts";
import type { Bounds, SplitRules } from "./grower.ts";
import type { TreeMemory } from "./tree-memory.ts";

/** What a tree is to tell apart: it fills histograms of the rows in its list, and values splits by them. */
export interface Targets {
  /** Numbers to each bin of a histogram, and of the total of a node. */
  readonly channels: number;
  /** Values of a leaf. */
  readonly outputs: number;
  /** Of the rows of the list up to `end`. */
  totalOf(end: number): Float64Array;
  /** Room for a histogram of all features; undefined where all of it is in use. */
  borrow(): Float64Array | undefined;
  release(histogram: Float64Array): void;
  fill(start: number, end: number, histogram: Float64Array): void;
  /** `whole −= part`. */
  subtract(whole: Float64Array, part: Float64Array): void;
  /** Looks for better splits by all features of a histogram. */
  find(histogram: Float64Array, node: Splittable, split: Float64Array): void;
  /** Bins that go left in the best split by categories that was found last. */
  readonly leftBins: Uint32Array; // [8]
  /** … by the features drawn from `from` up to `to`. */
  splitBy(from: number, to: number, node: Splittable, split: Float64Array): void;
  /** … by one feature, where it is drawn. */
  splitDrawn(feature: number, node: Splittable, split: Float64Array, drawn: Drawn): void;
  /** What a gain must be above to be more than rounding, relative to 1. */
  scale(total: Float64Array): number;
  leafValues(total: Float64Array): ArrayLike<number>;
  /** … of the very rows of leaves, where totals are rounded. */
  exactValues?(leaves: readonly Span[]): readonly ArrayLike<number>[];
  /** Rows of a node, of all parts. */
  rowsOf(total: Float64Array): number;
  /** Weight of the rows of a node. */
  cover(total: Float64Array): number;
}

/** Rows of the list. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A node, with what its rows sum up to and what values of leaves below it lie between. */
export interface Splittable extends Span {
  readonly total: Float64Array;
  readonly bounds: Bounds;
}

/** What splits are drawn by. */
export interface Drawn {
  /** The bin behind which a feature is split, given a histogram in which bins without rows have 0 at `bin · channels + place`. */
  bin(feature: number, histogram: Float64Array, channels: number, place: number): number;
  /** Puts bins of categories that go left first, and gives their number: any but none and all; 0 of less than two. */
  some(bins: number[]): number;
}

/** First and second derivatives of a loss, by row: a leaf is −shrinkage · G ÷ (H + l2). */
export interface Gradients {
  readonly gradients: Float64Array; // [rows], of the memory
  readonly hessians: Float64Array; // [rows], of the memory
  readonly shrinkage: number;
}

/** @see Chen, Guestrin, “XGBoost: A Scalable Tree Boosting System”, KDD 2016, eq. 5 (values of leaves). */
export function gradientTargets(memory: TreeMemory, of: Gradients, rules: SplitRules): Targets {
  const { kernels, rows, groups, bins, list, pairs, ordered, part } = memory;
  const { gradients, hessians, shrinkage } = of;
  const { l2 } = rules;
  const [unitG, unitH, rowUnit] = roundedPairs(memory, of);
  memory.rules.set([unitG, unitH, rowUnit, rules.minLeafRows, rules.minLeafWeight, l2]);
  const hessianOf = (total: Float64Array): number => Math.floor(total[1]! / rowUnit) * unitH;
  const leafValue = (g: number, h: number): number[] => [h + l2 > 0 ? (-shrinkage * g) / (h + l2) : 0];
  const leftBins = new Uint32Array(8);
  const search = new PairSearch(memory, shrinkage, rules, leftBins);
  return {
    channels: 2,
    outputs: 1,
    leftBins,
    totalOf(end) {
      kernels.run("sumPairs", list, end, pairs, memory.total);
      part.together(memory.total);
      return memory.total.slice();
    },
    borrow: () => memory.borrowHistogram(),
    release: (histogram) => memory.releaseHistogram(histogram),
    fill: (start, end, histogram) => {
      kernels.run("fillPairs", bins, rows, groups, list, start, end, pairs, ordered, histogram);
      part.together(histogram);
    },
    subtract: (whole, part) => {
      kernels.run("subtractPairs", whole, part, whole.length);
    },
    find: (histogram, node, split) => search.find(histogram, node, split),
    splitBy: (from, to, node, split) => search.splitBy(from, to, node, split),
    splitDrawn: (feature, node, split, drawn) => search.splitDrawn(feature, node, split, drawn),
    scale: (total) => (total[0]! * unitG) ** 2 / (hessianOf(total) + l2),
    leafValues: (total) => leafValue(total[0]! * unitG, hessianOf(total)),
    exactValues(leaves) {
      const sums = exactSums(memory, leaves, gradients, hessians);
      return leaves.map((_, leaf) => leafValue(sums[2 * leaf]!, sums[2 * leaf + 1]!));
    },
    rowsOf: (total) => total[1]! - Math.floor(total[1]! / rowUnit) * rowUnit,
    cover: hessianOf,
  };
}

/** Σ gradient and Σ hessian of each leaf, of all parts. Rows of a leaf are listed in their order. */
function exactSums(
  { kernels, list, sums, part }: TreeMemory,
  leaves: readonly Span[],
  gradients: Float64Array,
  hessians: Float64Array,
): Float64Array {
  const next = leaves.map(({ start }) => start);
  return part.sums(leaves.length, 2, (leaf, _, to, into) => {
    const start = next[leaf]!;
    const end = firstFrom(list, to, start, leaves[leaf]!.end);
    next[leaf] = end;
    kernels.run("sumAtRows", list, start, end, gradients, hessians, sums);
    into.set(sums);
  });
}

/** The first place of an ascending list, from `start` up to `end`, that has `row` or a later one. */
function firstFrom(list: Uint32Array, row: number, start: number, end: number): number {
  let [low, high] = [start, end];
  if (low === high || list[high - 1]! < row) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds rows of the list to the histogram of one feature. */
function addPairs(memory: TreeMemory, feature: number, { start, end }: Span): void {
  const { list, pairs, oneHistogram } = memory;
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    const bin = 2 * memory.binOf(row, feature);
    oneHistogram[bin]! += pairs[2 * row]!;
    oneHistogram[bin + 1]! += pairs[2 * row + 1]!;
  }
}

/** Looks for splits by pairs: by kernels, or here by categories, and by any feature where values of leaves have bounds. */
class PairSearch {
  readonly #memory: TreeMemory;
  readonly #shrinkage: number;
  readonly #rules: SplitRules;
  readonly #leftBins: Uint32Array;
  readonly #isCategorical: Uint8Array;

  constructor(memory: TreeMemory, shrinkage: number, rules: SplitRules, leftBins: Uint32Array) {
    [this.#memory, this.#shrinkage, this.#rules, this.#leftBins] = [memory, shrinkage, rules, leftBins];
    this.#isCategorical = new Uint8Array(memory.columns);
    for (const feature of rules.categorical) this.#isCategorical[feature] = 1;
  }

  find(histogram: Float64Array, node: Splittable, split: Float64Array): void {
    const { categorical, directions } = this.#rules;
    const { kernels, columns, binCounts, rules, total } = this.#memory;
    total.set(node.total);
    if (directions === undefined) kernels.run("findPairSplits", histogram, columns, binCounts, total, rules, split);
    if (categorical.length === 0 && directions === undefined) return;
    const gains = this.#gainsOf(node);
    for (let feature = 0; feature < columns && directions !== undefined; feature++) {
      if (this.#isCategorical[feature] === 0) this.#scan(feature, histogram, feature * 512, gains, split);
    }
    for (const feature of categorical) this.#scan(feature, histogram, feature * 512, gains, split);
  }

  splitBy(from: number, to: number, node: Splittable, split: Float64Array): void {
    const { kernels, bins, rows, features, list, pairs, ordered, oneHistogram, binCounts, total, rules } = this.#memory;
    total.set(node.total);
    const listed = [bins, rows, features, from, to, list, node.start, node.end, pairs, ordered, oneHistogram] as const;
    if (this.#rules.directions === undefined) kernels.run("splitByFeatures", ...listed, binCounts, total, rules, split);
    let gains: PairGains | undefined;
    for (let at = from; at < to; at++) {
      const feature = features[at]!;
      if (!this.#isFor(feature)) continue;
      gains ??= this.#gainsOf(node);
      addPairs(this.#memory, feature, node);
      this.#scan(feature, oneHistogram, 0, gains, split);
      oneHistogram.fill(0);
    }
  }

  splitDrawn(feature: number, node: Splittable, split: Float64Array, drawn: Drawn): void {
    const { oneHistogram, binCounts, rules } = this.#memory;
    addPairs(this.#memory, feature, node);
    if (this.#isFor(feature)) {
      this.#scanDrawn(feature, this.#gainsOf(node), split, drawn);
    } else {
      const only = drawn.bin(feature, oneHistogram, 2, 1);
      scanPairs(oneHistogram, 0, binCounts[feature]!, feature, only, node.total, rules, split);
    }
    oneHistogram.fill(0);
  }

  /** Whether kernels do not know how a feature is split. */
  #isFor(feature: number): boolean {
    return this.#rules.directions !== undefined || this.#isCategorical[feature] === 1;
  }

  #scanDrawn(feature: number, gains: PairGains, split: Float64Array, drawn: Drawn): void {
    const { oneHistogram, binCounts } = this.#memory;
    if (this.#isCategorical[feature] === 1) {
      const there = binsWithRows(oneHistogram, 0, 2, 1);
      const count = drawn.some(there);
      scanOrder(oneHistogram, 0, feature, there, count, gains, split, this.#leftBins);
      return;
    }
    const only = drawn.bin(feature, oneHistogram, 2, 1);
    const direction = this.#rules.directions![feature]!;
    scanBounded(oneHistogram, 0, binCounts[feature]!, feature, direction, only, gains, split);
  }

  #gainsOf({ total, bounds: [lower, upper] }: Splittable): PairGains {
    const bounds = [lower / this.#shrinkage, upper / this.#shrinkage] as const;
    return new PairGains(total, this.#memory.rules, bounds, this.#rules.outside);
  }

  #scan(feature: number, histogram: Float64Array, base: number, gains: PairGains, split: Float64Array): void {
    const { categorySmoothing, directions } = this.#rules;
    if (this.#isCategorical[feature] === 1) {
      scanCategories(histogram, base, feature, categorySmoothing, gains, split, this.#leftBins);
      return;
    }
    const binCount = this.#memory.binCounts[feature]!;
    scanBounded(histogram, base, binCount, feature, directions![feature]!, -1, gains, split);
  }
}

/** Rounds derivatives to whole numbers of units that are powers of two, so that no sum reaches 2^53. Gives the units. */
function roundedPairs(
  { kernels, rows, pairs, sums, part }: TreeMemory,
  { gradients, hessians }: Gradients,
): readonly [unitG: number, unitH: number, rowUnit: number] {
  const magnitudes = part.sums(1, 2, (_, from, to, into) => {
    kernels.run("sumMagnitudes", gradients.subarray(from, to), hessians.subarray(from, to), to - from, sums);
    into.set(sums);
  });
  const { allRows } = part;
  const rowUnit = 2 ** Math.ceil(Math.log2(allRows + 1));
  const scaleG = scaleFor(magnitudes[0]!, 2 ** 52, allRows);
  const scaleH = scaleFor(magnitudes[1]!, 2 ** 53 / rowUnit, allRows);
  kernels.run("roundPairs", gradients, hessians, rows, scaleG, scaleH, rowUnit, pairs);
  return [1 / scaleG, 1 / scaleH, rowUnit];
}

/** The largest power of two by which numbers of that sum, each rounded, stay below a limit. */
function scaleFor(sum: number, limit: number, rows: number): number {
  if (sum === 0) return 1;
  // Rounding adds half a unit a row at most.
  const room = Math.max(limit - rows, limit / 4);
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(room / sum))));
}
