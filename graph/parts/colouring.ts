import type { Snapshot } from "../build/snapshot.ts";
import { colourInOrder } from "../kernels/colouring.ts";
import { inTurns, madeInTurns, sortedInTurns } from "../turns.ts";
import { coresOf } from "./peeling.ts";

/** In which order vertices get colours. */
export type ColouringOrder = "largest first" | "smallest last";

/** Vertices before others may take their turn. */
const turn = 1 << 13;

/** A colour from 0 for each vertex, another one than those of its neighbours. O(edges + vertices · log vertices). */
export function* colouringOf(graph: Snapshot, order: ColouringOrder): Generator<number | undefined, Int32Array> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const { distinct, vertexCount } = graph;
  const { starts, neighbours } = distinct;
  const colours = new Int32Array(vertexCount).fill(-1);
  const places = order === "largest first" ? yield* largestFirst(starts) : (yield* coresOf(graph)).order.reverse();
  const marks = new Uint32Array(vertexCount + 1);
  yield* inTurns(vertexCount, turn, (from, to) => colourInOrder(starts, neighbours, places, marks, colours, from, to));
  return colours;
}

function largestFirst(starts: Uint32Array): Generator<undefined, Uint32Array> {
  const degree = (vertex: number): number => starts[vertex + 1]! - starts[vertex]!;
  return sortedInTurns(starts.length - 1, (a, b) => degree(b) - degree(a) || a - b);
}
