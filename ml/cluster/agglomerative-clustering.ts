import { countText } from "../../core/display/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { Turns } from "../learner/turns.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { choice, columnName, integer, number, optional, readParameters } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { allRows } from "./all-rows.ts";
import { absolutesBefore, cosinesBefore, lengthsOf, mirror, squaresBefore } from "./kernels/all-distances.ts";
import { type Linkage, mergeNearest, type NearestChain } from "./kernels/nearest-chain.ts";

export interface AgglomerativeClusteringOptions<Features extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** How many clusters are left, 1 or more. Default 2, or as many as `distanceThreshold` leaves. */
  readonly clusters?: number;
  /** Clusters at this distance or farther are not merged, 0 or more. Default: none is. */
  readonly distanceThreshold?: number;
  /** How far two clusters are from each other: as Ward's increase of squares, or as the nearest, the farthest or the mean of their rows. Default `"ward"`. */
  readonly linkage?: "ward" | "single" | "complete" | "average";
  /** How far two rows are from each other; Ward's is of euclidean ones. Default `"euclidean"`. */
  readonly distance?: "euclidean" | "manhattan" | "cosine";
}

/** What was merged with what. Clusters 0 … n − 1 are the rows, n + k is what merge k made. */
export interface Merges {
  readonly left: Int32Array; // [n − 1]
  readonly right: Int32Array; // [n − 1]
  /** How far the two were from each other, ascending. */
  readonly distances: Float64Array; // [n − 1]
  /** Rows of the cluster that was made. */
  readonly sizes: Int32Array; // [n − 1]
}

export interface Agglomeration {
  /** The cluster of each row, numbered in the order in which their first rows come. */
  readonly labels: Int32Array;
  readonly clusters: number;
  /** All merges down to one cluster, for a dendrogram. */
  readonly merges: Merges;
}

const parameters = {
  features: columnName("features"),
  clusters: optional(integer({ min: 1, unit: "clusters" })),
  distanceThreshold: optional(number({ min: 0 })),
  linkage: choice(["ward", "single", "complete", "average"]),
  distance: choice(["euclidean", "manhattan", "cosine"]),
};

/** More would need more than 3 GB for their distances. */
const mostRows = 20_000;

/**
 * Hierarchical clusters: the two nearest are merged, again and again. There is no model for other rows. All distances are in memory, 8·n²
 * bytes for n rows, 20,000 at most.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { agglomerativeClustering } from "millrace/ml";
 * const rows = from([0, 1, 10, 11].map((x) => ({ features: [x] })));
 * const { labels, merges } = await agglomerativeClustering(rows, { linkage: "single" });
 * console.log(labels, merges.distances); // [0, 0, 1, 1] [1, 1, 9]
 * ```
 * @see Ward, "Hierarchical grouping to optimize an objective function", JASA 1963; Murtagh, Computer Journal 1983.
 */
export async function agglomerativeClustering<
  Row extends Columns<Features, VectorValue>,
  const Features extends string = "features",
>(
  dataset: Dataset<Row>,
  options: AgglomerativeClusteringOptions<Features> = {},
  run: Pick<FitOptions, "signal" | "run"> = {},
): Promise<Agglomeration> {
  const read = readParameters("agglomerativeClustering", parameters, options);
  mustBeRows(dataset, "cluster");
  const { features, clusters, distanceThreshold, linkage, distance } = read;
  if (clusters !== undefined && distanceThreshold !== undefined) throw twoEnds();
  if (linkage === "ward" && distance !== "euclidean") throw wardOf(distance);
  const rows = await allRows("agglomerativeClustering", dataset, features, run, mostRows);
  if (distance === "cosine") mustHaveDirections(features, rows);
  if (clusters !== undefined && clusters > rows.rows) throw tooMany(clusters, rows.rows);
  const merges = await mergesOf(rows, linkage, distance, new Turns({ signal: run.signal }));
  const left =
    distanceThreshold === undefined
      ? Math.min(clusters ?? 2, rows.rows)
      : rows.rows - merges.distances.filter((one) => one < distanceThreshold).length;
  return { labels: labelsAfter(merges, rows.rows, rows.rows - left), clusters: left, merges };
}

/** Distances that are looked at or computed between two turns. */
const betweenTurns = 2 ** 20;

async function mergesOf(rows: Matrix, linkage: Linkage, distance: string, turns: Turns): Promise<Merges> {
  const n = rows.rows;
  const chain: NearestChain = {
    linkage,
    distances: await distancesOf(rows, linkage === "ward" ? "squares" : distance, turns),
    sizes: new Float64Array(n).fill(1),
    live: Int32Array.from({ length: n }, (_, cluster) => cluster),
    many: n,
    chain: new Int32Array(n),
    length: 0,
    merges: 0,
    left: new Int32Array(n - 1),
    right: new Int32Array(n - 1),
    heights: new Float64Array(n - 1),
  };
  while (mergeNearest(chain, betweenTurns) < n - 1) await turns.give();
  const { left, right, heights } = chain;
  const order = Array.from(heights.keys()).sort((a, b) => heights[a]! - heights[b]! || a - b);
  const nodes = new Nodes(n);
  const merges: Merges = {
    left: new Int32Array(n - 1),
    right: new Int32Array(n - 1),
    distances: Float64Array.from(order, (at) => (linkage === "ward" ? Math.sqrt(heights[at]!) : heights[at]!)),
    sizes: new Int32Array(n - 1),
  };
  order.forEach((at, merge) => {
    const [a, b] = [nodes.of(left[at]!), nodes.of(right[at]!)];
    merges.left[merge] = Math.min(a, b);
    merges.right[merge] = Math.max(a, b);
    merges.sizes[merge] = nodes.merge(a, b, n + merge);
  });
  return merges;
}

/** Which cluster a row is in now. */
class Nodes {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(rows: number) {
    this.#parents = Int32Array.from({ length: 2 * rows - 1 }, (_, node) => node);
    this.#sizes = new Int32Array(2 * rows - 1).fill(1);
  }

  of(row: number): number {
    let node = row;
    while (this.#parents[node] !== node) {
      // Half of the way is cut each time.
      this.#parents[node] = this.#parents[this.#parents[node]!]!;
      node = this.#parents[node]!;
    }
    return node;
  }

  /** How many rows the new cluster has. */
  merge(a: number, b: number, into: number): number {
    this.#parents[a] = into;
    this.#parents[b] = into;
    this.#sizes[into] = this.#sizes[a]! + this.#sizes[b]!;
    return this.#sizes[into]!;
  }
}

function labelsAfter({ left, right }: Merges, rows: number, merges: number): Int32Array {
  const nodes = new Nodes(rows);
  for (let merge = 0; merge < merges; merge++) nodes.merge(left[merge]!, right[merge]!, rows + merge);
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    const node = nodes.of(row);
    if (!numbers.has(node)) numbers.set(node, numbers.size);
    return numbers.get(node)!;
  });
}

async function distancesOf({ data, rows, columns }: Matrix, distance: string, turns: Turns): Promise<Float64Array> {
  const all = new Float64Array(rows * rows);
  const lengths = new Float64Array(rows);
  if (distance === "cosine") lengthsOf(data, rows, columns, lengths);
  for (let from = 0; from < rows; ) {
    const together = 32 * Math.ceil(betweenTurns / (from + 32) / columns / 32);
    const to = Math.min(rows, from + together);
    if (distance === "manhattan") absolutesBefore(data, rows, columns, from, to, all);
    else if (distance === "cosine") cosinesBefore(data, rows, columns, lengths, from, to, all);
    else squaresBefore(data, rows, columns, from, to, all);
    if (distance === "euclidean") rootsBefore(rows, from, to, all);
    mirror(rows, from, to, all);
    from = to;
    await turns.give();
  }
  return all;
}

function rootsBefore(rows: number, from: number, to: number, all: Float64Array): void {
  for (let a = from; a < to; a++) for (let at = a * rows; at < a * rows + a; at++) all[at] = Math.sqrt(all[at]!);
}

function mustHaveDirections(column: string, { data, rows, columns }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    if (data.subarray(row * columns, (row + 1) * columns).some((value) => value !== 0)) continue;
    throw new RangeError(
      `Cannot fit agglomerativeClustering as vectors of column ${JSON.stringify(column)} must have a direction for the cosine distance: ` +
        `got one of zeros in row ${row}; leave such rows out`,
    );
  }
}

function twoEnds(): TypeError {
  return new TypeError(
    "Cannot set distanceThreshold in agglomerativeClustering as clusters says how many are left: got both; leave one of them out",
  );
}

function wardOf(distance: string): RangeError {
  return new RangeError(
    `Cannot set distance in agglomerativeClustering as Ward's linkage is of euclidean ones: got ${JSON.stringify(distance)}; set linkage to "average"`,
  );
}

function tooMany(clusters: number, rows: number): RangeError {
  return new RangeError(
    `Cannot set clusters in agglomerativeClustering as there must be a row for each: got ${clusters} for ${countText(rows, "row")}; lower it`,
  );
}
