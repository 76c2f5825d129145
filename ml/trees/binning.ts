import type { Rows } from "../learner/learner.ts";
import type { Matrix } from "../matrix/matrix.ts";

/** Bins of values; one more, the last, is for values that are missing. */
const mostBins = 255;
export const missingBin = 255;

/** Rows as numbers of bins, column by column. */
export interface Binned {
  readonly rows: number;
  readonly columns: readonly Uint8Array[]; // [columns] of [rows]
  /** Of each feature, ascending: bin b holds values in (edges[b − 1], edges[b]]; the last has no upper edge. */
  readonly edges: readonly Float64Array[];
}

/**
 * Edges between bins of each feature, from a sample of rows: halfway between neighbouring values where there are no more of them than
 * bins, else between quantiles.
 *
 * @see Ke et al., “LightGBM: A Highly Efficient Gradient Boosting Decision Tree”, NIPS 2017, Algorithm 1.
 */
export function edgesOf(sample: Matrix, bins: number = mostBins): Float64Array[] {
  return Array.from({ length: sample.columns }, (_, column) => columnEdges(sample, column, bins));
}

function columnEdges({ data, rows, columns }: Matrix, column: number, bins: number): Float64Array {
  const values = new Float64Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns + column]!;
    if (!Number.isNaN(value)) values[count++] = value;
  }
  const sorted = values.subarray(0, count).sort();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  if (distinct.length <= bins) return halfway(distinct, distinct.subarray(1));
  const edges = new Set<number>();
  for (let bin = 1; bin < bins; bin++) edges.add(quantile(sorted, bin / bins));
  return Float64Array.from(edges);
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
  readonly #columns: readonly Uint8Array[];
  #rows = 0;

  constructor(edges: readonly Float64Array[], rows: number) {
    this.#edges = edges;
    this.#columns = edges.map(() => new Uint8Array(rows));
  }

  add({ features: { data, rows, columns } }: Rows): void {
    for (let column = 0; column < columns; column++) {
      binColumn(data, column, columns, rows, this.#edges[column]!, this.#columns[column]!, this.#rows);
    }
    this.#rows += rows;
  }

  finish(): Binned {
    return { rows: this.#rows, columns: this.#columns, edges: this.#edges };
  }
}

function binColumn(
  data: Float64Array,
  column: number,
  columns: number,
  rows: number,
  edges: Float64Array,
  into: Uint8Array,
  from: number,
): void {
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const value = data[at]!;
    // The first edge that is not below the value.
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! < value) low = middle + 1;
      else high = middle;
    }
    into[from + row] = Number.isNaN(value) ? missingBin : low;
  }
}
