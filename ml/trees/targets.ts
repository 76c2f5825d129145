import { addClassWeights, scanClasses } from "../kernels/class-histogram.ts";
import { scanPairs } from "../kernels/pair-histogram.ts";
import { PairGains, scanBounded, scanCategories } from "../kernels/pair-splits.ts";
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
  find(histogram: Float64Array, total: Float64Array, split: Float64Array, bounds: Bounds): void;
  /** Bins that go left in the best split by categories that was found last. */
  readonly leftBins: Uint32Array; // [8]
  /** … by the features drawn from `from` up to `to`. */
  splitBy(from: number, to: number, start: number, end: number, total: Float64Array, split: Float64Array): void;
  /** … by one feature, behind the bin that `draw` chooses by its histogram. */
  splitDrawn(
    feature: number,
    start: number,
    end: number,
    total: Float64Array,
    split: Float64Array,
    draw: DrawBin,
  ): void;
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

/** A bin of a feature, given a histogram in which bins without rows have 0 at `bin · channels + place`. */
type DrawBin = (histogram: Float64Array, channels: number, place: number) => number;

/** First and second derivatives of a loss, by row: a leaf is −shrinkage · G ÷ (H + l2). */
export interface Gradients {
  readonly gradients: Float64Array; // [rows], of the memory
  readonly hessians: Float64Array; // [rows], of the memory
  readonly shrinkage: number;
}

/** @see Chen, Guestrin, “XGBoost: A Scalable Tree Boosting System”, KDD 2016, eq. 5 (values of leaves). */
export function gradientTargets(memory: TreeMemory, of: Gradients, rules: SplitRules): Targets {
  const { kernels, rows, groups, columns, bins, list, pairs, ordered, binCounts, features, oneHistogram, part } =
    memory;
  const { gradients, hessians, shrinkage } = of;
  const { l2 } = rules;
  const [unitG, unitH, rowUnit] = roundedPairs(memory, of);
  memory.rules.set([unitG, unitH, rowUnit, rules.minLeafRows, rules.minLeafWeight, l2]);
  const hessianOf = (total: Float64Array): number => Math.floor(total[1]! / rowUnit) * unitH;
  const leafValue = (g: number, h: number): number[] => [h + l2 > 0 ? (-shrinkage * g) / (h + l2) : 0];
  const inMemory = (total: Float64Array): Float64Array => {
    memory.total.set(total);
    return memory.total;
  };
  const leftBins = new Uint32Array(8);
  const findOthers = searchByBounds(memory, shrinkage, rules, leftBins);
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
    find(histogram, total, split, bounds) {
      if (rules.directions === undefined)
        kernels.run("findPairSplits", histogram, columns, binCounts, inMemory(total), memory.rules, split);
      findOthers(histogram, total, split, bounds);
    },
    splitBy(from, to, start, end, total, split) {
      const listed = [bins, rows, features, from, to, list, start, end, pairs, ordered, oneHistogram] as const;
      kernels.run("splitByFeatures", ...listed, binCounts, inMemory(total), memory.rules, split);
    },
    splitDrawn(feature, start, end, total, split, draw) {
      addPairs(memory, feature, start, end);
      const only = draw(oneHistogram, 2, 1);
      scanPairs(oneHistogram, 0, binCounts[feature]!, feature, only, total, memory.rules, split);
      oneHistogram.fill(0);
    },
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
function addPairs(memory: TreeMemory, feature: number, start: number, end: number): void {
  const { list, pairs, oneHistogram } = memory;
  for (let at = start; at < end; at++) {
    const row = list[at]!;
    const bin = 2 * memory.binOf(row, feature);
    oneHistogram[bin]! += pairs[2 * row]!;
    oneHistogram[bin + 1]! += pairs[2 * row + 1]!;
  }
}

/** What kernels do not look for: splits by categories, and by any feature where values of leaves have bounds. */
function searchByBounds(
  { columns, binCounts, rules: numbers }: TreeMemory,
  shrinkage: number,
  { categorical, categorySmoothing, directions }: SplitRules,
  leftBins: Uint32Array,
): Targets["find"] {
  if (categorical.length === 0 && directions === undefined) return () => undefined;
  return (histogram, total, split, bounds) => {
    const gains = new PairGains(total, numbers, [bounds[0] / shrinkage, bounds[1] / shrinkage]);
    for (let feature = 0; feature < columns && directions !== undefined; feature++) {
      scanBounded(histogram, feature * 512, binCounts[feature]!, feature, directions[feature]!, gains, split);
    }
    for (const feature of categorical)
      scanCategories(histogram, feature * 512, feature, categorySmoothing, gains, split, leftBins);
  };
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

/** Classes of rows and their weights: a leaf is the share of each class. */
export interface ClassTargets {
  readonly classes: Uint32Array; // [rows]
  readonly weights: Float64Array; // [rows]
  readonly count: number;
  readonly criterion: "gini" | "entropy";
}

export function classTargets(memory: TreeMemory, of: ClassTargets, rules: SplitRules): Targets {
  const { rows, columns, bins, list, binCounts, features } = memory;
  const { classes, weights, count, criterion } = of;
  const channels = count + 1;
  const size = 256 * channels;
  const [left, one] = [new Float64Array(channels), new Float64Array(size)];
  const free: Float64Array[] = [];
  const cover = (total: Float64Array): number => total.reduce((sum, value) => sum + value, -total[0]!);
  const add = (feature: number, start: number, end: number, histogram: Float64Array, base: number): void =>
    addClassWeights(bins, rows, feature, list, start, end, classes, weights, channels, histogram, base);
  const scan = (
    histogram: Float64Array,
    base: number,
    feature: number,
    only: number,
    total: Float64Array,
    split: Float64Array,
  ): void => {
    const { minLeafRows, minLeafWeight } = rules;
    const how = [total, criterion, minLeafRows, minLeafWeight, left, split] as const;
    scanClasses(histogram, base, binCounts[feature]!, feature, only, ...how);
  };
  const splitDrawn: Targets["splitDrawn"] = (feature, start, end, total, split, draw) => {
    add(feature, start, end, one.fill(0), 0);
    scan(one, 0, feature, draw(one, channels, 0), total, split);
  };
  return {
    channels,
    outputs: count,
    leftBins: new Uint32Array(8),
    totalOf(end) {
      const total = new Float64Array(channels);
      total[0] = end;
      for (let at = 0; at < end; at++) total[1 + classes[list[at]!]!]! += weights[list[at]!]!;
      return total;
    },
    borrow: () => free.pop() ?? new Float64Array(columns * size),
    release: (histogram) => free.push(histogram),
    fill(start, end, histogram) {
      histogram.fill(0);
      for (let feature = 0; feature < columns; feature++) add(feature, start, end, histogram, feature * size);
    },
    subtract(whole, part) {
      for (let at = 0; at < whole.length; at++) whole[at]! -= part[at]!;
    },
    find(histogram, total, split) {
      for (let feature = 0; feature < columns; feature++) scan(histogram, feature * size, feature, -1, total, split);
    },
    splitBy(from, to, start, end, total, split) {
      for (let at = from; at < to; at++) splitDrawn(features[at]!, start, end, total, split, anyBin);
    },
    splitDrawn,
    scale: cover,
    rowsOf: (total) => total[0]!,
    leafValues: (total) => total.subarray(1).map((weight) => weight / (cover(total) || 1)),
    cover,
  };
}

function anyBin(): number {
  return -1;
}
