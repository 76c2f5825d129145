import { countText } from "../../core/display/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { finiteNumbers } from "./checks.ts";
import type { ClassLabel } from "./confusion-matrix.ts";
import { placesOf } from "./contingency.ts";
import { distanceSums } from "./kernels/distance-sums.ts";

/** Rows of numbers, and the cluster that each was put into. */
export interface ClusteredRows<Cluster extends ClassLabel = ClassLabel> {
  readonly features: Matrix;
  readonly clusters: ArrayLike<Cluster>;
}

/** How well clusters are apart, by Euclidean distances; no classes are known. There must be two clusters, and more rows than clusters. */
export interface ClusterQuality {
  /** The mean silhouette, −1 to 1. Takes rows². */
  readonly silhouette: number;
  /** Of each row how much nearer it is to its own cluster than to the next, −1 to 1; 0 where it is alone in its cluster. */
  readonly silhouettes: Float64Array;
  /** How much farther centres are from one another than rows from their centre: greater is better. */
  readonly calinskiHarabasz: number;
  /** The mean over clusters of how near the most similar other one is: less is better, 0 is best. */
  readonly daviesBouldin: number;
}

/**
 * How well clusters are apart where no classes are known.
 *
 * @example
 * ```ts
 * import { clusterQuality } from "millrace/ml";
 * const features = { data: Float64Array.of(0, 1, 10, 11), rows: 4, columns: 1 };
 * console.log(clusterQuality({ features, clusters: [0, 0, 1, 1] }).daviesBouldin); // 0.1
 * ```
 * @see Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987; Caliński, Harabasz, "A dendrite method for cluster analysis",
 * Communications in Statistics 3, 1974; Davies, Bouldin, "A cluster separation measure", IEEE PAMI 1, 1979.
 */
export function clusterQuality<Cluster extends ClassLabel>({
  features,
  clusters,
}: ClusteredRows<Cluster>): ClusterQuality {
  const what = "clusters";
  const { rows, columns, data } = features;
  if (clusters.length !== rows) {
    throw new RangeError(
      `Cannot evaluate ${what} as there must be a cluster for each row: got ${countText(rows, "row")} and ${countText(clusters.length, "cluster")}; leave out rows that lack one`,
    );
  }
  const { places, counts } = placesOf(clusters);
  if (counts.length < 2 || counts.length >= rows) {
    throw new RangeError(
      `Cannot evaluate ${what} as there must be at least two, and fewer than rows: got ${countText(counts.length, "cluster")} of ${countText(rows, "row")}; look at how they were made`,
    );
  }
  finiteNumbers(what, {
    name: "features",
    values: data.length === rows * columns ? data : data.subarray(0, rows * columns),
  });
  const silhouettes = silhouettesOf(features, places, counts);
  return {
    silhouette: silhouettes.reduce((sum, one) => sum + one, 0) / rows,
    silhouettes,
    ...aroundCentres(features, places, counts),
  };
}

function silhouettesOf({ data, rows, columns }: Matrix, places: Int32Array, counts: readonly number[]): Float64Array {
  const sums = new Float64Array(counts.length);
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    distanceSums(data, rows, columns, row, places, sums);
    const own = places[row]!;
    if (counts[own] === 1) continue;
    const within = sums[own]! / (counts[own]! - 1);
    let next = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < counts.length; cluster++) {
      if (cluster !== own) next = Math.min(next, sums[cluster]! / counts[cluster]!);
    }
    const most = Math.max(within, next);
    out[row] = most === 0 ? 0 : (next - within) / most;
  }
  return out;
}

function aroundCentres(
  { data, rows, columns }: Matrix,
  places: Int32Array,
  counts: readonly number[],
): Pick<ClusterQuality, "calinskiHarabasz" | "daviesBouldin"> {
  const centres = new Float64Array(counts.length * columns);
  const mean = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!;
      centres[places[row]! * columns + column]! += value / counts[places[row]!]!;
      mean[column]! += value / rows;
    }
  }
  let within = 0;
  const spreads = new Float64Array(counts.length);
  for (let row = 0; row < rows; row++) {
    const square = squareBetween(data, row * columns, centres, places[row]! * columns, columns);
    within += square;
    spreads[places[row]!]! += Math.sqrt(square) / counts[places[row]!]!;
  }
  let between = 0;
  let similar = 0;
  for (let one = 0; one < counts.length; one++) {
    between += counts[one]! * squareBetween(centres, one * columns, mean, 0, columns);
    let most = 0;
    for (let other = 0; other < counts.length; other++) {
      if (other === one) continue;
      const apart = Math.sqrt(squareBetween(centres, one * columns, centres, other * columns, columns));
      // Centres in one place are not told apart by anything: scikit-learn leaves such pairs out, too.
      if (apart > 0) most = Math.max(most, (spreads[one]! + spreads[other]!) / apart);
    }
    similar += most / counts.length;
  }
  const ratio = (between * (rows - counts.length)) / (within * (counts.length - 1));
  return { calinskiHarabasz: within === 0 ? 1 : ratio, daviesBouldin: similar };
}

function squareBetween(a: Float64Array, from: number, b: Float64Array, to: number, columns: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) sum += (a[from + column]! - b[to + column]!) ** 2;
  return sum;
}
