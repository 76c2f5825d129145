import { isInSet } from "../kernels/pair-splits.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { isCategorical, learnedCategories } from "./categories.ts";
import type { Trees } from "./learned.ts";

/** Collects nodes of trees as they grow. */
export class TreeBuilder {
  readonly outputs: number;
  readonly #roots: number[] = [];
  readonly #features: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #values: number[] = [];
  readonly #gains: number[] = [];
  readonly #covers: number[] = [];
  readonly #sets: Uint32Array[] = [];

  constructor(outputs: number) {
    this.outputs = outputs;
  }

  /** Trees that were finished before, in front of those that come. */
  addTrees(trees: Trees): void {
    for (const root of trees.roots.subarray(0, -1)) this.#roots.push(root);
    for (const value of trees.values) this.#values.push(value);
    trees.features.forEach((feature, node) => {
      this.#features.push(feature);
      this.#thresholds.push(trees.thresholds[node]!);
      this.#missingLeft.push(trees.missingLeft[node]!);
      this.#left.push(trees.left[node]!);
      this.#right.push(trees.right[node]!);
      this.#gains.push(trees.gains[node]!);
      this.#covers.push(trees.covers[node]!);
    });
    const { leftCategories: sets = new Uint32Array() } = trees;
    for (let at = 0; at < sets.length; at += 8) this.#sets.push(sets.slice(at, at + 8));
  }

  /** One of some trees. */
  addTree(trees: Trees, tree: number): void {
    const [start, end] = [trees.roots[tree]!, trees.roots[tree + 1]!];
    const moved = this.#features.length - start;
    const child = (node: number, of: number): number => (trees.features[node]! < 0 ? of : of + moved);
    const setsMoved = this.#addSetsOf(trees, start, end);
    this.beginTree();
    for (let node = start; node < end; node++) {
      const isSet = isCategorical(trees, trees.features[node]!);
      this.#features.push(trees.features[node]!);
      this.#thresholds.push(trees.thresholds[node]! + (isSet ? setsMoved : 0));
      this.#missingLeft.push(trees.missingLeft[node]!);
      this.#left.push(child(node, trees.left[node]!));
      this.#right.push(child(node, trees.right[node]!));
      for (let output = 0; output < this.outputs; output++)
        this.#values.push(trees.values[node * this.outputs + output]!);
      this.#gains.push(trees.gains[node]!);
      this.#covers.push(trees.covers[node]!);
    }
  }

  /** Those of the nodes from one up to another, in their order; gives what their numbers grow by. */
  #addSetsOf(trees: Trees, start: number, end: number): number {
    let [first, last] = [Number.POSITIVE_INFINITY, -1];
    for (let node = start; node < end; node++) {
      if (!isCategorical(trees, trees.features[node]!)) continue;
      first = Math.min(first, trees.thresholds[node]!);
      last = Math.max(last, trees.thresholds[node]!);
    }
    const moved = this.#sets.length - first;
    for (let set = first; set <= last; set++) this.#sets.push(trees.leftCategories!.slice(8 * set, 8 * set + 8));
    return last < 0 ? 0 : moved;
  }

  beginTree(): void {
    this.#roots.push(this.#features.length);
  }

  /** A leaf, which may be split later. */
  leaf(values: ArrayLike<number>, cover: number): number {
    this.#features.push(-1);
    this.#thresholds.push(0);
    this.#missingLeft.push(0);
    this.#left.push(0);
    this.#right.push(0);
    for (let output = 0; output < this.outputs; output++) this.#values.push(values[output]!);
    this.#gains.push(0);
    this.#covers.push(cover);
    return this.#features.length - 1;
  }

  split(
    node: number,
    {
      feature,
      threshold,
      missing,
      gain,
    }: { feature: number; threshold: number; missing: "left" | "right"; gain: number },
    left: number,
    right: number,
  ): void {
    this.#features[node] = feature;
    this.#thresholds[node] = threshold;
    this.#missingLeft[node] = missing === "left" ? 1 : 0;
    this.#gains[node] = gain;
    this.#left[node] = left;
    this.#right[node] = right;
  }

  /** A set of bins of categories for `threshold`. */
  addSet(set: Uint32Array): number {
    return this.#sets.push(set) - 1;
  }

  /** Other values for a leaf. */
  setValues(node: number, values: ArrayLike<number>): void {
    for (let output = 0; output < this.outputs; output++) this.#values[node * this.outputs + output] = values[output]!;
  }

  /** The only value of a leaf. */
  valueOf(node: number): number {
    return this.#values[node]!;
  }

  /** The leaf of the tree that was begun last to which `goesLeft`, asked with nodes counted from that tree's first, leads. */
  leafOfLast(goesLeft: (node: number, feature: number, missingLeft: boolean) => boolean): number {
    const root = this.#roots.at(-1)!;
    let node = root;
    while (this.#features[node]! >= 0) {
      const isLeft = goesLeft(node - root, this.#features[node]!, this.#missingLeft[node] === 1);
      node = isLeft ? this.#left[node]! : this.#right[node]!;
    }
    return node;
  }

  /** @param categories Of each feature that has some. */
  finish(categories: readonly (Float64Array | undefined)[] = []): Trees {
    return {
      ...learnedCategories(categories, this.#sets),
      roots: Uint32Array.from([...this.#roots, this.#features.length]),
      features: Int32Array.from(this.#features),
      thresholds: Float64Array.from(this.#thresholds),
      missingLeft: Uint8Array.from(this.#missingLeft),
      left: Uint32Array.from(this.#left),
      right: Uint32Array.from(this.#right),
      values: Float64Array.from(this.#values),
      gains: Float64Array.from(this.#gains),
      covers: Float64Array.from(this.#covers),
    };
  }
}

/** Adds the values of each row's leaf in one tree: `into[row × stride + offset + output] += value`. Categories are as `inBins` has them. */
export function addLeafValues(
  trees: Trees,
  tree: number,
  { data, rows, columns }: Matrix,
  outputs: number,
  into: Float64Array,
  stride: number,
  offset: number,
): void {
  const { features, thresholds, missingLeft, left, right, values, categoryStarts } = trees;
  const root = trees.roots[tree]!;
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    let node = root;
    let feature = features[node]!;
    while (feature >= 0) {
      const value = data[base + feature]!;
      // NaN is not above anything.
      const goesLeft =
        categoryStarts !== undefined && categoryStarts[feature + 1]! > categoryStarts[feature]!
          ? goesLeftBySet(trees, node, value)
          : value <= thresholds[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
      node = goesLeft ? left[node]! : right[node]!;
      feature = features[node]!;
    }
    for (let output = 0; output < outputs; output++) {
      into[row * stride + offset + output]! += values[node * outputs + output]!;
    }
  }
}

/** Whether a row with this value goes left at a node. Categories are as `inBins` has them. */
export function goesLeft(trees: Trees, node: number, value: number): boolean {
  if (isCategorical(trees, trees.features[node]!)) return goesLeftBySet(trees, node, value);
  return value <= trees.thresholds[node]! || (trees.missingLeft[node] === 1 && Number.isNaN(value));
}

function goesLeftBySet({ leftCategories, thresholds, missingLeft }: Trees, node: number, bin: number): boolean {
  if (Number.isNaN(bin)) return missingLeft[node] === 1;
  return isInSet(leftCategories!.subarray(8 * thresholds[node]!), bin);
}
