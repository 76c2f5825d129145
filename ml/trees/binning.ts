import type { Rows } from "../learner/learner.ts";
import { ownMemory } from "../matrix/kernel-choice.ts";
import { memoryFor } from "../matrix/kernel-memory.ts";
import type { Matrix } from "../matrix/matrix.ts";
import type { TreeMemory } from "./tree-memory.ts";

/** Bins of values; one more, the last, is for values that are missing. */
const mostBins = 255;
export const missingBin = 255;

/** Room that sorting needs besides that for the numbers. */
const sortSpare = 1024;

/** Rows as numbers of bins. */
export interface Binned {
  readonly memory: TreeMemory;
  /** Of each feature, ascending: bin b holds values in (edges[b − 1], edges[b]]; the last has no upper edge. */
  readonly edges: readonly Float64Array[];
  /** Of each categorical feature, ascending: bin k + 1 is that of category k. */
  readonly categories: readonly (Float64Array | undefined)[];
}

/**
 * Edges between bins of each feature, from a sample of rows: halfway between neighbouring values where there are no more of them than
 * bins, else between quantiles. It yields between features: others may take their turn.
 *
 * @see Ke et al., “LightGBM: A Highly Efficient Gradient Boosting Decision Tree”, NIPS 2017, Algorithm 1.
 */
export function* edgesOf(sample: Matrix, bins: number = mostBins): Generator<undefined, Float64Array[]> {
  const { rows, columns } = sample;
  const lengths = [rows, rows + sortSpare] as const;
  const memory = ownMemory(memoryFor(...lengths.map((length) => length * Float64Array.BYTES_PER_ELEMENT)));
  const [values, spare] = lengths.map((length) => memory.float64(length)) as [Float64Array, Float64Array];
  const edges: Float64Array[] = [];
  for (let column = 0; column < columns; column++) {
    const count = takeColumn(sample, column, values);
    memory.run("sortNumbers", values, count, spare);
    edges.push(columnEdges(values.subarray(0, count), bins));
    yield undefined;
  }
  return edges;
}

/** Puts the values of a column that there are one after another; gives their number. */
function takeColumn({ data, columns }: Matrix, column: number, values: Float64Array): number {
  let count = 0;
  for (let at = column; at < data.length; at += columns) {
    const value = data[at]!;
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return count;
}

function columnEdges(sorted: Float64Array, bins: number): Float64Array {
  const distinct = fewDistinct(sorted, bins);
  if (distinct !== undefined) return halfway(distinct, distinct.subarray(1));
  const edges = new Set<number>();
  for (let bin = 1; bin < bins; bin++) edges.add(quantile(sorted, bin / bins));
  return Float64Array.from(edges);
}

/** Values that differ; undefined where there are more than so many. */
function fewDistinct(sorted: Float64Array, most: number): Float64Array | undefined {
  const distinct: number[] = [];
  for (let at = 0; at < sorted.length; at++) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue;
    if (distinct.length === most) return undefined;
    distinct.push(sorted[at]!);
  }
  return Float64Array.from(distinct);
}

function halfway(lower: Float64Array, upper: Float64Array): Float64Array {
  return upper.map((value, at) => {
    const middle = lower[at]! / 2 + value / 2;
    // Where there is no number between both the lower one is the edge.
    return middle < value ? middle : lower[at]!;
  });
}

/** Halfway between the two values around a quantile. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return lower / 2 + upper / 2;
}

/** Puts rows that come block by block into bins. */
export class Binner {
  readonly #edges: readonly Float64Array[];
  readonly #categories: Binned["categories"];
  readonly #memory: TreeMemory;
  #rows = 0;

  constructor(edges: readonly Float64Array[], memory: TreeMemory, categories: Binned["categories"] = []) {
    this.#edges = edges.map((own, feature) => (categories[feature] === undefined ? own : new Float64Array()));
    this.#categories = categories;
    this.#memory = memory;
    memory.binCounts.set(this.#edges.map(({ length }) => length + 1));
  }

  add({ features: { data, rows, columns } }: Rows): void {
    const { kernels, byteBins, rows: all, block, edges } = this.#memory;
    block.set(data);
    for (let column = 0; column < columns; column++) {
      const start = 4 * ((column >> 2) * all + this.#rows) + (column & 3);
      const categories = this.#categories[column];
      edges.fill(Number.POSITIVE_INFINITY).set(this.#edges[column]!);
      if (categories !== undefined) edges.set([Number.NEGATIVE_INFINITY, ...categories]);
      kernels.run("binValues", block, column, columns, rows, edges, byteBins, start);
      if (categories !== undefined) this.#keepKnown(categories, column, columns, rows, start);
    }
    this.#rows += rows;
  }

  /** What is none of the categories is missing: a bin is where a value lies, whether it is there or not. */
  #keepKnown(categories: Float64Array, column: number, columns: number, rows: number, start: number): void {
    const { byteBins, block } = this.#memory;
    for (let row = 0, at = start; row < rows; row++, at += 4) {
      if (categories[byteBins[at]! - 1] !== block[row * columns + column]) byteBins[at] = missingBin;
    }
  }

  finish(): Binned {
    return { memory: this.#memory, edges: this.#edges, categories: this.#categories };
  }
}
