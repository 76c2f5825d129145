import { randomOf } from "../learner/random.ts";
import { isDue, judged, type LeafGrowth, sharesOf, splitOf } from "./leaf-growth.ts";
import { ObservedLeaf, type SavedLeaf, type SplitOffer } from "./observed-leaf.ts";

/** How a Hoeffding tree grows. */
export interface TreeGrowth extends LeafGrowth {
  readonly classes: number;
  readonly columns: number;
  readonly maxDepth: number;
  /** How many features, drawn for each leaf, are watched. */
  readonly subspace: number;
  readonly seed: number;
}

export interface SavedTree {
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  readonly children: Int32Array;
  readonly leaves: readonly (SavedLeaf | null)[];
}

/**
 * A tree of classes that grows with the rows of a stream: a leaf is split once the best split is better than the second best by more than
 * the Hoeffding bound, `√(R²·ln(1/δ) / 2n)`. Node n has its children at `children[n]` and the next; leaves have none.
 */
export class HoeffdingTree {
  readonly growth: TreeGrowth;
  features: Int32Array = new Int32Array(8);
  thresholds: Float64Array = new Float64Array(8);
  children: Int32Array = new Int32Array(8);
  readonly leaves: (ObservedLeaf | undefined)[] = [];
  readonly #scores: Float64Array;

  constructor(growth: TreeGrowth, saved?: SavedTree) {
    this.growth = growth;
    this.#scores = new Float64Array(growth.classes);
    if (saved === undefined) {
      this.leaves.push(ObservedLeaf.of(new Float64Array(growth.classes), 0, this.#watched(0)));
      return;
    }
    this.features = saved.features;
    this.thresholds = saved.thresholds;
    this.children = saved.children;
    this.leaves = saved.leaves.map((leaf) => (leaf === null ? undefined : new ObservedLeaf(leaf)));
  }

  save(): SavedTree {
    const { features, thresholds, children } = this;
    return {
      features,
      thresholds,
      children,
      leaves: this.leaves.map((leaf) => {
        if (leaf === undefined) return null;
        const { depth, weights, right, features: watched, moments } = leaf;
        return { depth, weights, right, features: watched, moments };
      }),
    };
  }

  main(): HoeffdingTree {
    return this;
  }

  /** Learns from a row whose weight is above 0. Gives the class that it would have answered, where it answers adaptively. */
  learn(data: Float64Array, start: number, target: number, weight: number): number {
    const node = this.#leafAt(data, start);
    const leaf = this.leaves[node]!;
    const answered = this.growth.answers === "adaptive" ? judged(leaf, data, start, target, weight, this.#scores) : 0;
    leaf.watch(data, start, target, weight);
    if (leaf.depth >= this.growth.maxDepth) return answered;
    const { total } = leaf;
    if (!isDue(leaf, total, this.growth)) return answered;
    const split = splitOf(leaf, total, this.growth);
    if (split !== undefined) this.#split(node, leaf.depth + 1, split);
    return answered;
  }

  /** Numbers of classes, the larger the likelier, none negative. */
  shares(data: Float64Array, start: number, out: Float64Array, at: number): void {
    sharesOf(this.leaves[this.#leafAt(data, start)]!, this.growth.answers, data, start, out, at);
  }

  #leafAt(data: Float64Array, start: number): number {
    const { features, thresholds, children } = this;
    let node = 0;
    while (children[node]! > 0) node = children[node]! + (data[start + features[node]!]! <= thresholds[node]! ? 0 : 1);
    return node;
  }

  #split(node: number, depth: number, { feature, threshold, below, above }: SplitOffer): void {
    const child = this.leaves.length;
    if (child + 2 > this.features.length) this.#grow();
    this.features[node] = feature;
    this.thresholds[node] = threshold;
    this.children[node] = child;
    this.leaves[node] = undefined;
    this.leaves.push(ObservedLeaf.of(below, depth, this.#watched(child)));
    this.leaves.push(ObservedLeaf.of(above, depth, this.#watched(child + 1)));
  }

  /** The features that the leaf of a node watches. */
  #watched(node: number): Int32Array {
    const { columns, subspace, seed } = this.growth;
    const all = Int32Array.from({ length: columns }, (_, feature) => feature);
    if (subspace >= columns) return all;
    const random = randomOf(seed + 7919 * node);
    for (let at = 0; at < subspace; at++) {
      const other = at + random.below(columns - at);
      [all[at], all[other]] = [all[other]!, all[at]!];
    }
    return all.slice(0, subspace).sort();
  }

  #grow(): void {
    const length = 2 * this.features.length;
    const longer = <Values extends Int32Array | Float64Array>(made: Values, values: Values): Values => {
      made.set(values);
      return made;
    };
    this.features = longer(new Int32Array(length), this.features);
    this.thresholds = longer(new Float64Array(length), this.thresholds);
    this.children = longer(new Int32Array(length), this.children);
  }
}
