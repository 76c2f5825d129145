import { addClassWeights, scanClasses } from "../kernels/class-histogram.ts";
import { binsWithRows } from "../kernels/pair-splits.ts";
import { ClassGains, scanBoundedClasses, scanClassCategories, scanClassOrder } from "./class-splits.ts";
import type { SplitRules } from "./grower.ts";
import type { Drawn, Splittable, Targets } from "./targets.ts";
import type { TreeMemory } from "./tree-memory.ts";

/** Classes of rows and their weights: a leaf is the share of each class. */
export interface ClassTargets {
  readonly classes: Uint32Array; // [rows]
  readonly weights: Float64Array; // [rows]
  readonly count: number;
  readonly criterion: "gini" | "entropy";
}

export function classTargets(memory: TreeMemory, of: ClassTargets, rules: SplitRules): Targets {
  const { rows, columns, bins, list, features } = memory;
  const { classes, weights, count } = of;
  const channels = count + 1;
  const size = 256 * channels;
  const one = new Float64Array(size);
  const free: Float64Array[] = [];
  const search = new ClassSearch(memory, of, rules);
  const cover = (total: Float64Array): number => total.reduce((sum, value) => sum + value, -total[0]!);
  const add = (feature: number, start: number, end: number, histogram: Float64Array, base: number): void =>
    addClassWeights(bins, rows, feature, list, start, end, classes, weights, channels, histogram, base);
  const splitOne = (feature: number, node: Splittable, split: Float64Array, drawn?: Drawn): void => {
    add(feature, node.start, node.end, one.fill(0), 0);
    search.scan(one, 0, feature, node, split, drawn);
  };
  return {
    channels,
    outputs: count,
    leftBins: search.leftBins,
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
    find(histogram, node, split) {
      for (let feature = 0; feature < columns; feature++) search.scan(histogram, feature * size, feature, node, split);
    },
    splitBy(from, to, node, split) {
      for (let at = from; at < to; at++) splitOne(features[at]!, node, split);
    },
    splitDrawn: splitOne,
    scale: cover,
    rowsOf: (total) => total[0]!,
    leafValues: (total) => total.subarray(1).map((weight) => weight / (cover(total) || 1)),
    cover,
  };
}

/** Looks for splits by classes. */
class ClassSearch {
  /** As those of `Targets`. */
  readonly leftBins: Uint32Array = new Uint32Array(8);
  readonly #binCounts: Uint32Array;
  readonly #criterion: ClassTargets["criterion"];
  readonly #rules: SplitRules;
  readonly #isCategorical: Uint8Array;
  readonly #left: Float64Array;

  constructor({ columns, binCounts }: TreeMemory, { count, criterion }: ClassTargets, rules: SplitRules) {
    [this.#binCounts, this.#criterion, this.#rules] = [binCounts, criterion, rules];
    this.#isCategorical = new Uint8Array(columns);
    for (const feature of rules.categorical) this.#isCategorical[feature] = 1;
    this.#left = new Float64Array(count + 1);
  }

  /** By the histogram of a feature at `base`; where it is drawn, by that split alone. */
  scan(
    histogram: Float64Array,
    base: number,
    feature: number,
    { total, bounds }: Splittable,
    split: Float64Array,
    drawn: Drawn | undefined = undefined,
  ): void {
    const { minLeafRows, minLeafWeight, directions } = this.#rules;
    const gains = (): ClassGains => new ClassGains(total, this.#criterion, this.#rules, bounds);
    if (this.#isCategorical[feature] === 1) {
      if (drawn === undefined) return scanClassCategories(histogram, base, feature, gains(), split, this.leftBins);
      const there = binsWithRows(histogram, base, total.length, 0);
      const goLeft = drawn.some(there);
      return scanClassOrder(histogram, base, feature, there, goLeft, gains(), split, this.leftBins);
    }
    const only = drawn?.bin(feature, histogram, total.length, 0) ?? -1;
    const binCount = this.#binCounts[feature]!;
    if (directions !== undefined)
      return scanBoundedClasses(histogram, base, binCount, feature, directions[feature]!, only, gains(), split);
    const how = [total, this.#criterion, minLeafRows, minLeafWeight, this.#left, split] as const;
    scanClasses(histogram, base, binCount, feature, only, ...how);
  }
}
