import type { Rows } from "../learner/learner.ts";
import { blockRows } from "../stages/row-blocks.ts";
import { blockMemory } from "./kernel-choice.ts";
import { memoryFor } from "./kernel-memory.ts";
import { type Matrix, zeros } from "./matrix.ts";

/**
 * Means of columns and sums of products of their deviations, of rows that come block by block. Each block is centred by its own
 * means and then merged, so that a large mean takes no digits away from a small deviation.
 *
 * @see Chan, Golub, LeVeque, “Updating Formulae and a Pairwise Algorithm for Computing Sample Variances”, COMPSTAT 1982, eq. 2.1.
 */
export class CoMoments {
  /** Σ of the weights. */
  weight = 0;
  readonly means: Float64Array; // [size]
  /** Columns of features, and one for the label where labels are taken in. */
  readonly size: number;
  readonly #labelled: boolean;
  readonly #padded: number;
  readonly #products: Float64Array; // [padded × padded], upper half

  constructor(features: number, taken: "features" | "features and label") {
    this.#labelled = taken === "features and label";
    this.size = features + (this.#labelled ? 1 : 0);
    this.#padded = Math.ceil(this.size / 4) * 4;
    this.means = new Float64Array(this.size);
    this.#products = new Float64Array(this.#padded ** 2);
  }

  /** Takes a block of rows in. */
  add({ features: { data, rows, columns }, labels, weights }: Rows): void {
    const padded = this.#padded;
    const memory = blockMemory(this.#memoryFor(rows, columns));
    const label = this.#labelled ? memory.copy(labels) : undefined;
    const [means, centred] = [memory.float64(padded), memory.float64(rows * padded)];
    const of = [memory.copy(data), label, memory.copy(weights), rows, columns, padded] as const;
    const weight = memory.run("centreRows", ...of, means, centred);
    if (weight === 0) return;
    const products = memory.float64(padded ** 2).fill(0);
    memory.run("addGram", centred, rows, padded, products);
    this.#merge(products, means, weight);
  }

  #memoryFor(rows: number, columns: number): number {
    const padded = this.#padded;
    const lengths = [rows * columns, rows, rows, padded, rows * padded, padded ** 2];
    return memoryFor(...lengths.map((length) => length * Float64Array.BYTES_PER_ELEMENT));
  }

  /** Of means: what lies between those of a block and those before it counts as deviations too. */
  #merge(blockProducts: Float64Array, blockMeans: Float64Array, blockWeight: number): void {
    const { size, means, weight } = this;
    const [products, padded] = [this.#products, this.#padded];
    const total = weight + blockWeight;
    const share = (weight * blockWeight) / total;
    for (let i = 0; i < size; i++) {
      const scaled = (blockMeans[i]! - means[i]!) * share;
      for (let j = i, at = i * padded + i; j < size; j++, at++) {
        products[at]! += blockProducts[at]! + scaled * (blockMeans[j]! - means[j]!);
      }
    }
    for (let i = 0; i < size; i++) means[i]! += ((blockMeans[i]! - means[i]!) * blockWeight) / total;
    this.weight = total;
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
        const value = this.#products[i * this.#padded + j]! + more(i, j);
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
