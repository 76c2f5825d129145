import type { Rows } from "../learner/learner.ts";
import { blockRows } from "../stages/row-blocks.ts";
import { blockMemory } from "./kernel-choice.ts";
import { type Matrix, zeros } from "./matrix.ts";
import { type Packing, packedBytes, packing } from "./packed-rows.ts";

/**
 * Means of columns and sums of products of their deviations, of rows that come block by block. A block is centred by the means of the
 * rows before it, which saves a look at it, or by its own where those rows weigh less, and then merged: a large mean takes no digits away
 * from a small deviation, and what is taken off again is never more than twice what is left.
 *
 * @see Chan, Golub, LeVeque, “Updating Formulae and a Pairwise Algorithm for Computing Sample Variances”, COMPSTAT 1982, eq. 2.1.
 */
export class CoMoments {
  /** Σ of the weights. */
  weight = 0;
  readonly means: Float64Array; // [size]
  /** Columns of features, and one for the label where labels are taken in. */
  readonly size: number;
  readonly #features: number;
  readonly #padded: number;
  readonly #products: Float64Array; // [padded × padded], upper half
  readonly #labelProducts: Float64Array; // [size], of each column with the label

  constructor(features: number, taken: "features" | "features and label") {
    this.#features = features;
    this.size = features + (taken === "features" ? 0 : 1);
    this.#padded = Math.ceil(features / 4) * 4;
    this.means = new Float64Array(this.size);
    this.#products = new Float64Array(this.#padded ** 2);
    this.#labelProducts = new Float64Array(this.size);
  }

  /** Takes a block of rows in. */
  add(block: Rows): void {
    const { rows, columns } = block.features;
    const weight = block.weights === undefined ? rows : total(block.weights);
    if (weight === 0) return;
    const [padded, isLabelled] = [this.#padded, this.size > this.#features];
    const memory = blockMemory(packedBytes(rows, columns, padded));
    const packed = packing(memory, block, padded, isLabelled);
    const { centre, sums, panels, centredLabels } = packed;
    if (this.weight >= weight) this.means.forEach((mean, i) => (centre[this.#place(i)] = mean));
    else {
      packed.pack();
      for (let at = 0; at <= padded; at++) centre[at] = sums[at]! / weight;
    }
    packed.pack();
    const [products, right] = [memory.float64(padded ** 2).fill(0), memory.float64(padded).fill(0)];
    memory.run("addGram", panels, centredLabels, rows, padded / 4, products, right);
    this.#merge(packed, products, right, weight);
  }

  /** Where a column has its sums: that of the label lies behind the last panel. */
  #place(column: number): number {
    return column < this.#features ? column : this.#padded;
  }

  /** Products about the centre become products about the mean of all rows. */
  #merge({ centre, sums }: Packing, blockProducts: Float64Array, right: Float64Array, blockWeight: number): void {
    const { size, means, weight } = this;
    const [products, padded, features] = [this.#products, this.#padded, this.#features];
    const all = weight + blockWeight;
    const share = (weight * blockWeight) / all;
    // Of the means of the block, from its centre and from the means before.
    const [off, apart] = [new Float64Array(size), new Float64Array(size)];
    for (let i = 0; i < size; i++) {
      const place = this.#place(i);
      off[i] = sums[place]! / blockWeight;
      apart[i] = centre[place]! + off[i]! - means[i]!;
    }
    for (let i = 0; i < size; i++) {
      const [scaled, taken] = [share * apart[i]!, blockWeight * off[i]!];
      for (let j = i, at = i * padded + i; j < features; j++, at++) {
        products[at]! += blockProducts[at]! + scaled * apart[j]! - taken * off[j]!;
      }
      if (features === size) continue;
      const own = i < features ? right[i]! : sums[padded + 1]!;
      this.#labelProducts[i]! += own + scaled * apart[features]! - taken * off[features]!;
    }
    for (let i = 0; i < size; i++) means[i]! += (apart[i]! * blockWeight) / all;
    this.weight = all;
  }

  /** Σ w · (x − mean)(x − mean)ᵀ, both halves; 0 for a column that is constant but for rounding. */
  centred(): Matrix {
    const matrix = this.#whole(() => 0);
    for (let i = 0; i < this.size; i++) if (this.#isConstant(matrix, i)) clear(matrix, i);
    return matrix;
  }

  /** Σ w · x · xᵀ, both halves. */
  uncentred(): Matrix {
    return this.#whole((i, j) => this.weight * this.means[i]! * this.means[j]!);
  }

  #isConstant({ data, columns }: Matrix, i: number): boolean {
    // The mean of a block is off by so much at most.
    const rounding = blockRows * Number.EPSILON * this.means[i]!;
    return data[i * columns + i]! <= this.weight * rounding * rounding;
  }

  #whole(more: (i: number, j: number) => number): Matrix {
    const { size } = this;
    const matrix = zeros(size, size);
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) {
        const own = j < this.#features ? this.#products[i * this.#padded + j]! : this.#labelProducts[i]!;
        const value = own + more(i, j);
        matrix.data[i * size + j] = value;
        matrix.data[j * size + i] = value;
      }
    }
    return matrix;
  }
}

function clear({ data, columns }: Matrix, i: number): void {
  for (let j = 0; j < columns; j++) {
    data[i * columns + j] = 0;
    data[j * columns + i] = 0;
  }
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
