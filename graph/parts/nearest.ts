import type { Adjacency } from "../build/snapshot.ts";
import { settleNearest } from "../kernels/shortest-distances.ts";

/** The length of the shortest path from one vertex to each, infinite where there is none. O((vertices + edges) · log vertices). */
export type Lengths = (from: number) => Generator<undefined, Float64Array>;

/** Vertices that are settled before others may take their turn. */
const turn = 1 << 15;

/** Dijkstra's algorithm from one vertex after the other: what it gives is overwritten by the next call. */
export function lengthsOf({ starts, neighbours }: Adjacency, weights: Float64Array): Lengths {
  const vertexCount = starts.length - 1;
  const distances = new Float64Array(vertexCount);
  const heap = new Uint32Array(vertexCount);
  const places = new Int32Array(vertexCount).fill(-1);
  return function* (from) {
    distances.fill(Number.POSITIVE_INFINITY);
    distances[from] = 0;
    heap[0] = from;
    places[from] = 0;
    for (let size = 1; ; ) {
      size = settleNearest(starts, neighbours, weights, distances, heap, places, size, turn);
      if (size === 0) return distances;
      yield;
    }
  };
}
