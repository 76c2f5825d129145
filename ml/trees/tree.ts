import type { Matrix } from "../matrix/matrix.ts";
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

  constructor(outputs: number) {
    this.outputs = outputs;
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

  finish(): Trees {
    return {
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

/** Adds the values of each row's leaf in one tree: `into[row × stride + offset + output] += value`. */
export function addLeafValues(
  trees: Trees,
  tree: number,
  { data, rows, columns }: Matrix,
  outputs: number,
  into: Float64Array,
  stride: number,
  offset: number,
): void {
  const { features, thresholds, missingLeft, left, right, values } = trees;
  const root = trees.roots[tree]!;
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    let node = root;
    let feature = features[node]!;
    while (feature >= 0) {
      const value = data[base + feature]!;
      // NaN is not above anything.
      const goesLeft = value <= thresholds[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
      node = goesLeft ? left[node]! : right[node]!;
      feature = features[node]!;
    }
    for (let output = 0; output < outputs; output++) {
      into[row * stride + offset + output]! += values[node * outputs + output]!;
    }
  }
}
