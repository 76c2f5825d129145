import type { Snapshot } from "../build/snapshot.ts";
import { measureDistances, measureLengths } from "../kernels/distance-measures.ts";
import { inTurns } from "../turns.ts";
import { lengthsOf } from "./nearest.ts";

/** Of the distances from each vertex, or to it: */
export interface DistanceMeasures {
  /** how many others it reaches, and itself, */
  readonly reached: Float64Array;
  readonly sums: Float64Array;
  /** the sum of 1 / distance over the others, */
  readonly inverses: Float64Array;
  readonly greatest: Float64Array;
}

/** Which way distances are measured, and whether edges count 1 or their weights. */
export interface Measuring {
  readonly along: "in" | "out";
  readonly weights: "ignore" | "use";
}

/** Edges that are walked in a turn. */
const turn = 2_000_000;

/** Vertices from which all edges can be walked in a turn. */
export function sourcesPerTurn({ vertexCount, edgeCount }: Snapshot): number {
  return Math.max(1, Math.floor(turn / (vertexCount + edgeCount + 1)));
}

/** A search from every vertex: O(vertices · edges), by weight times log vertices. */
export function* distanceMeasures(
  graph: Snapshot,
  { along, weights }: Measuring,
): Generator<number | undefined, DistanceMeasures> {
  const { vertexCount } = graph;
  const rows = along === "out" ? graph.out : graph.in;
  const { starts, neighbours } = rows;
  const column = (): Float64Array => new Float64Array(vertexCount);
  const [reached, sums, inverses, greatest] = [column(), column(), column(), column()];
  const queue = new Uint32Array(vertexCount);
  const distances = new Int32Array(vertexCount).fill(-1);
  const lengths = weights === "use" ? lengthsOf(rows, along === "out" ? graph.outWeights : graph.inWeights) : undefined;
  const size = sourcesPerTurn(graph);
  if (lengths === undefined) {
    yield* inTurns(vertexCount, size, (from, to) =>
      measureDistances(starts, neighbours, from, to, queue, distances, reached, sums, inverses, greatest),
    );
  } else {
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      measureLengths(vertex, yield* lengths(vertex), reached, sums, inverses, greatest);
      if ((vertex + 1) % size === 0 || vertex + 1 === vertexCount) yield (vertex + 1) / vertexCount;
    }
  }
  return { reached, sums, inverses, greatest };
}
