import { kNearest, type Points } from "../kernels/k-nearest.ts";
import { joined } from "../kernels/vector.ts";
import type { Rows, Training } from "../learner/learner.ts";
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

/** Finds the nearest of kept rows, by comparing with each. */
export class NeighbourSearch {
  readonly #columns: number;
  readonly #k: number;
  readonly #mean: Float64Array; // [columns]
  readonly #points: Points; // [rows × columns]
  readonly #squares: Float64Array; // [rows]

  constructor({ features, labels }: KeptRows, k: number) {
    this.#k = k;
    this.#columns = features.length / labels.length;
    this.#mean = meanOf(features, labels.length);
    this.#points = { data: features, centred: centred(features, this.#mean) };
    this.#squares = Float64Array.from(labels, (_, row) => squareOf(this.#points.centred, row, this.#columns));
  }

  of({ data, rows }: Matrix): Neighbours {
    const distances = zeros(rows, this.#k).data;
    const neighbours = new Uint32Array(rows * this.#k);
    const queries = { data, centred: centred(data, this.#mean) };
    kNearest(queries, rows, this.#points, this.#squares, this.#columns, this.#k, distances, neighbours);
    return { k: this.#k, rows: neighbours, distances: distances.map(Math.sqrt) };
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

function squareOf(points: Float64Array, row: number, columns: number): number {
  let sum = 0;
  for (let at = row * columns; at < (row + 1) * columns; at++) sum += points[at]! ** 2;
  return sum;
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
