import { joined } from "../kernels/vector.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { atScale, Extent } from "../matrix/extent.ts";
import { ownMemory } from "../matrix/kernel-choice.ts";
import { type KernelMemory, memoryFor } from "../matrix/kernel-memory.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import type { KeptRows } from "./learned.ts";

/** Keeps all rows: it does not learn more than they say, and needs memory for all of them. */
export function* keepRows(name: string, k: number): Training<KeptRows> {
  const features: Float64Array[] = [];
  const labels: Float64Array[] = [];
  yield (rows: Rows) => {
    features.push(rows.features.data.slice());
    labels.push(rows.labels!.slice());
  };
  const kept = { features: joined(features), labels: joined(labels) };
  if (kept.labels.length < k) {
    throw new RangeError(
      `Cannot train ${name} as there must be at least k = ${k} rows: got ${kept.labels.length}; make k smaller`,
    );
  }
  return kept;
}

/** Neighbours of rows, nearest first. */
export interface Neighbours {
  readonly k: number;
  /** Numbers of kept rows. */
  readonly rows: Uint32Array; // [queries × k]
  /** Euclidean. */
  readonly distances: Float64Array; // [queries × k]
}

/** Beside rows of ordinary size: the squares of what is larger are no numbers, or soon. */
const farOff = 1e140;

/** Queries that are asked at a time. */
const askedTogether = 256;

/** Finds the nearest of kept rows, by comparing with each. */
export class NeighbourSearch {
  readonly #columns: number;
  readonly #k: number;
  readonly #count: number;
  /** A power of two by which rows are compared, so that their squares are numbers. */
  readonly #scale: number;
  readonly #mean: Float64Array; // [columns]
  readonly #memory: KernelMemory;
  readonly #points: Float64Array; // [rows × columns]
  /** Less their mean, the same column of four together. */
  readonly #tiles: Float64Array; // [⌈rows ÷ 4⌉ × columns × 4]
  readonly #squares: Float64Array; // [⌈rows ÷ 4⌉ · 4]
  readonly #largestSquare: number;
  readonly #farthest: number;
  readonly #queries: Float64Array; // [askedTogether × columns]
  readonly #centred: Float64Array; // [askedTogether × columns]
  readonly #turned: Float64Array; // [4 × columns]
  readonly #bounds: Float64Array; // [askedTogether × 3]
  readonly #distances: Float64Array; // [askedTogether × k]
  readonly #neighbours: Uint32Array; // [askedTogether × k]

  constructor({ features: given, labels }: KeptRows, k: number) {
    this.#k = k;
    const extent = new Extent();
    extent.add(given);
    this.#scale = extent.scale();
    const features = atScale(given, this.#scale);
    const count = labels.length;
    const columns = features.length / count;
    [this.#count, this.#columns] = [count, columns];
    const padded = Math.ceil(count / 4) * 4;
    const lengths = [features.length, padded * columns, padded, 4 * columns];
    const asked = [columns, columns, 3, k, k].map((length) => length * askedTogether);
    this.#memory = ownMemory(memoryFor(...[...lengths, ...asked].map((length) => 8 * length)));
    const memory = this.#memory;
    this.#points = memory.copy(features);
    this.#tiles = memory.float64(padded * columns);
    this.#squares = memory.float64(padded).fill(Number.POSITIVE_INFINITY);
    this.#queries = memory.float64(askedTogether * columns);
    this.#centred = memory.float64(askedTogether * columns);
    this.#turned = memory.float64(4 * columns);
    this.#bounds = memory.float64(askedTogether * 3);
    this.#distances = memory.float64(askedTogether * k);
    this.#neighbours = memory.uint32(askedTogether * k);
    this.#mean = meanOf(features, count);
    this.#fillTiles(features);
    this.#largestSquare = this.#squares.subarray(0, count).reduce((most, square) => Math.max(most, square), 0);
    this.#farthest = features.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  #fillTiles(features: Float64Array): void {
    const columns = this.#columns;
    for (let row = 0; row < this.#count; row++) {
      const tile = (row >> 2) * columns * 4 + (row & 3);
      let square = 0;
      for (let c = 0; c < columns; c++) {
        const value = features[row * columns + c]! - this.#mean[c]!;
        this.#tiles[tile + 4 * c] = value;
        square += value * value;
      }
      this.#squares[row] = square;
    }
  }

  of({ data, rows }: Matrix): Neighbours {
    const [k, columns] = [this.#k, this.#columns];
    const queries = atScale(data, this.#scale);
    const distances = zeros(rows, k).data;
    const neighbours = new Uint32Array(rows * k);
    for (let start = 0; start < rows; start += askedTogether) {
      const count = Math.min(askedTogether, rows - start);
      this.#ask(queries.subarray(start * columns, (start + count) * columns), count);
      distances.set(this.#distances.subarray(0, count * k), start * k);
      neighbours.set(this.#neighbours.subarray(0, count * k), start * k);
    }
    const found = { k, rows: neighbours, distances: distances.map((square) => Math.sqrt(square) / this.#scale) };
    for (let row = 0; row < rows; row++) {
      const [start, end] = [row * columns, (row + 1) * columns];
      const isFarOff = queries.subarray(start, end).some((value) => Math.abs(value) > farOff);
      if (isFarOff) this.#askFarOff(data.subarray(start, end), found, row);
    }
    return found;
  }

  /** The neighbours of a row that is so far from all others that its squares are no numbers, compared one by one at its own scale. */
  #askFarOff(query: Float64Array, found: Neighbours, row: number): void {
    if (query.some((value) => !Number.isFinite(value))) return;
    const [k, columns] = [this.#k, this.#columns];
    const extent = new Extent();
    extent.add(query);
    const scale = extent.scale();
    const own = atScale(query, scale);
    const squares = new Float64Array(this.#count);
    for (let point = 0; point < this.#count; point++) {
      for (let c = 0; c < columns; c++) {
        squares[point]! += (own[c]! - this.#points[point * columns + c]! * (scale / this.#scale)) ** 2;
      }
    }
    const order = Array.from(squares.keys()).sort((a, b) => squares[a]! - squares[b]! || a - b);
    for (let at = 0; at < k; at++) {
      found.rows[row * k + at] = order[at]!;
      found.distances[row * k + at] = Math.sqrt(squares[order[at]!]!) / scale;
    }
  }

  #ask(queries: Float64Array, count: number): void {
    this.#queries.set(queries);
    this.#centred.set(centred(queries, this.#mean));
    // A query that is no number has no neighbours: row 0 stands for them.
    this.#neighbours.fill(0);
    const points = [this.#points, this.#tiles, this.#squares, this.#count, this.#columns] as const;
    const of = [...points, this.#largestSquare, this.#farthest, this.#k] as const;
    const into = [this.#turned, this.#bounds, this.#distances, this.#neighbours] as const;
    this.#memory.run("kNearest", this.#queries, this.#centred, count, ...of, ...into);
  }
}

function meanOf(features: Float64Array, rows: number): Float64Array {
  const columns = features.length / rows;
  const mean = new Float64Array(columns);
  for (let at = 0; at < features.length; at++) mean[at % columns]! += features[at]! / rows;
  return mean;
}

function centred(data: Float64Array, mean: Float64Array): Float64Array {
  const columns = mean.length;
  const shifted = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += columns) {
    for (let c = 0; c < columns; c++) shifted[start + c] = data[start + c]! - mean[c]!;
  }
  return shifted;
}

/** How the votes of neighbours count. */
export type NeighbourWeights = "uniform" | "distance";

/** Weights of a row's neighbours; by distance, neighbours at the very place of the row count alone. */
function votesOf({ k, distances }: Neighbours, query: number, weights: NeighbourWeights): Float64Array {
  const own = distances.subarray(query * k, (query + 1) * k);
  if (weights === "uniform") return new Float64Array(k).fill(1);
  return own[0] === 0 ? own.map((distance) => (distance === 0 ? 1 : 0)) : own.map((distance) => 1 / distance);
}

/** Shares of the votes for each class. */
export function classVotes(
  neighbours: Neighbours,
  labels: Float64Array,
  classes: Float64Array,
  weights: NeighbourWeights,
): Matrix {
  const { k, rows } = neighbours;
  const queries = rows.length / k;
  const shares = zeros(queries, classes.length);
  const classOf = new Map(Array.from(classes, (label, at) => [label, at]));
  for (let query = 0; query < queries; query++) {
    const votes = votesOf(neighbours, query, weights);
    const total = votes.reduce((sum, vote) => sum + vote, 0);
    votes.forEach((vote, at) => {
      shares.data[query * classes.length + classOf.get(labels[rows[query * k + at]!]!)!]! += vote / total;
    });
  }
  return shares;
}

/** The mean label of the neighbours of each row. */
export function meanLabels(neighbours: Neighbours, labels: Float64Array, weights: NeighbourWeights): Float64Array {
  const { k, rows } = neighbours;
  return Float64Array.from({ length: rows.length / k }, (_, query) => {
    const votes = votesOf(neighbours, query, weights);
    const total = votes.reduce((sum, vote) => sum + vote, 0);
    return votes.reduce((sum, vote, at) => sum + (vote / total) * labels[rows[query * k + at]!]!, 0);
  });
}
