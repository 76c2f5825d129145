import { ownMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import { blockRows } from "../stages/row-blocks.ts";
import type { RowPart } from "./row-part.ts";

/** What trees need besides the bins of their rows. */
export interface TreeNeeds {
  /** Derivatives of so many scores of a row; 0 where trees learn from classes. */
  readonly scores: number;
  /** Histograms of all features that are kept at a time. */
  readonly histograms: number;
}

/** Features whose bins are in one number. */
const together = 4;
const [binsWithMissing, pairLength, mostEdges] = [256, 2, 255];
/** A bit for each bin. */
const setWords = 8;
/** Sums that are whole numbers have no room for more. */
const mostRows = 2 ** 26;

/** Where rows lie that trees learn from: binned, beside all that kernels look at. */
export class TreeMemory {
  readonly kernels: KernelMemory;
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  /** Four features in one number: bins[group · rows + row], the first one in the lowest byte. */
  readonly bins: Uint32Array; // [groups × rows]
  /** … each byte by itself: byteBins[4 · (group · rows + row) + feature % 4]. */
  readonly byteBins: Uint8Array;
  /** Rows of a tree, in the order of its leaves. */
  readonly list: Uint32Array; // [rows]
  readonly spare: Uint32Array; // [rows]
  /** Numbers of features, in the order in which they were drawn. */
  readonly features: Uint32Array; // [columns]
  readonly binCounts: Uint32Array; // [columns]
  readonly gradients: Float64Array; // [scores × rows]
  readonly hessians: Float64Array; // [scores × rows]
  readonly scores: Float64Array; // [scores × rows]
  readonly labels: Float64Array; // [rows], unless trees learn from classes
  readonly weights: Float64Array; // [rows], unless trees learn from classes
  readonly pairs: Float64Array; // [2 × rows]
  readonly ordered: Float64Array; // [2 × rows]
  /** Of one feature; zeros between calls. */
  readonly oneHistogram: Float64Array; // [256 × 2]
  readonly total: Float64Array; // [2]
  readonly rules: Float64Array; // [6]
  readonly split: Float64Array; // [6]
  readonly sums: Float64Array; // [2]
  /** Bins of categories that go left. */
  readonly set: Uint32Array; // [8]
  /** Rows to be binned, and edges of one feature. */
  readonly block: Float64Array; // [blockRows × columns]
  readonly edges: Float64Array; // [255]
  #histograms: number;
  readonly #free: Float64Array[] = [];

  /** Which of all rows these are. */
  readonly part: RowPart;

  constructor(part: RowPart, columns: number, { scores, histograms }: TreeNeeds) {
    if (part.allRows > mostRows) throw tooManyRows(part.allRows);
    const { rows } = part;
    this.part = part;
    this.rows = rows;
    this.columns = columns;
    this.groups = Math.ceil(columns / together);
    this.#histograms = scores === 0 ? 0 : histograms;
    const pairs = scores === 0 ? 0 : pairLength * rows;
    this.kernels = ownMemory(this.#sizeBytes(scores, pairs));
    const { kernels } = this;
    this.bins = kernels.uint32(this.groups * rows);
    this.byteBins = new Uint8Array(this.bins.buffer, this.bins.byteOffset, this.bins.byteLength);
    [this.list, this.spare] = [kernels.uint32(rows + 1), kernels.uint32(rows + 1)];
    [this.features, this.binCounts] = [kernels.uint32(columns), kernels.uint32(columns)];
    const perScore = (): Float64Array => kernels.float64(scores * rows);
    [this.gradients, this.hessians, this.scores] = [perScore(), perScore(), perScore()];
    [this.labels, this.weights] = [kernels.float64(pairs / 2), kernels.float64(pairs / 2)];
    [this.pairs, this.ordered] = [kernels.float64(pairs), kernels.float64(pairs)];
    this.oneHistogram = kernels.float64(pairLength * binsWithMissing);
    [this.total, this.sums] = [kernels.float64(pairLength), kernels.float64(pairLength)];
    [this.block, this.edges] = [kernels.float64(blockRows * columns), kernels.float64(mostEdges)];
    this.set = kernels.uint32(setWords);
    [this.rules, this.split] = [kernels.float64(6), kernels.float64(4 + pairLength)];
  }

  #sizeBytes(scores: number, pairs: number): number {
    const { rows, columns, groups } = this;
    const numbers = [
      ...Array(3).fill(scores * rows),
      pairs / 2,
      pairs / 2,
      pairs,
      pairs,
      pairLength * binsWithMissing,
      2,
      2,
      6,
      6,
      blockRows * columns,
      mostEdges,
    ];
    const histograms = Array(this.#histograms).fill(this.#histogramLength());
    return memoryFor(
      ...[groups * rows, rows + 1, rows + 1, columns, columns, setWords].map((length) => 4 * length),
      ...[...numbers, ...histograms].map((length) => 8 * length),
    );
  }

  binOf(row: number, feature: number): number {
    return this.byteBins[4 * ((feature >> 2) * this.rows + row) + (feature & 3)]!;
  }

  #histogramLength(): number {
    return this.groups * together * binsWithMissing * pairLength;
  }

  /** Room for pairs of all features; undefined where all of it is in use. */
  borrowHistogram(): Float64Array | undefined {
    const free = this.#free.pop();
    if (free !== undefined || this.#histograms === 0) return free;
    this.#histograms--;
    return this.kernels.float64(this.#histogramLength());
  }

  releaseHistogram(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}

function tooManyRows(rows: number): RangeError {
  return new RangeError(
    `Cannot train trees as they learn from ${mostRows.toLocaleString("en-US")} rows at most: got ${rows.toLocaleString("en-US")}; take a sample`,
  );
}
