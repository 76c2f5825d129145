import { sameLength } from "./checks.ts";
import type { ClassLabel } from "./confusion-matrix.ts";

/** How many rows each class and each cluster have in common: only pairs that there are. */
export interface Contingency {
  readonly rows: number;
  /** Rows of each class, and of each cluster. */
  readonly classes: Float64Array;
  readonly clusters: Float64Array;
  /** Of each pair: the place of its class, of its cluster, and how many rows it has. */
  readonly pairClasses: Int32Array;
  readonly pairClusters: Int32Array;
  readonly counts: Float64Array;
}

/** Rows with the class that they are of, and the cluster that they were put into. */
export interface ClusterRows<Label extends ClassLabel = ClassLabel, Cluster extends ClassLabel = ClassLabel> {
  readonly labels: ArrayLike<Label>;
  readonly clusters: ArrayLike<Cluster>;
}

export function contingencyOf(what: string, { labels, clusters }: ClusterRows): Contingency {
  const rows = sameLength(what, [
    { name: "labels", values: labels },
    { name: "clusters", values: clusters },
  ]);
  const [classOf, clusterOf] = [placesOf(labels), placesOf(clusters)];
  const pairs = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const pair = classOf.places[row]! * clusterOf.counts.length + clusterOf.places[row]!;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const keys = [...pairs.keys()];
  const width = clusterOf.counts.length;
  return {
    rows,
    classes: Float64Array.from(classOf.counts),
    clusters: Float64Array.from(clusterOf.counts),
    pairClasses: Int32Array.from(keys, (pair) => Math.floor(pair / width)),
    pairClusters: Int32Array.from(keys, (pair) => pair % width),
    counts: Float64Array.from(pairs.values()),
  };
}

/** The number of each value, in the order in which they are met, and how often each is there. */
export function placesOf(values: ArrayLike<ClassLabel>): {
  readonly places: Int32Array;
  readonly counts: readonly number[];
} {
  const known = new Map<ClassLabel, number>();
  const counts: number[] = [];
  const places = new Int32Array(values.length);
  for (let row = 0; row < places.length; row++) {
    let place = known.get(values[row]!);
    if (place === undefined) {
      place = counts.push(0) - 1;
      known.set(values[row]!, place);
    }
    places[row] = place;
    counts[place]!++;
  }
  return { places, counts };
}
