import type { Snapshot } from "../build/snapshot.ts";
import { colourInOrder } from "../kernels/colouring.ts";
import { coresOf } from "./peeling.ts";

/** In which order vertices get colours. */
export type ColouringOrder = "largest first" | "smallest last";

/** A colour from 0 for each vertex, another one than those of its neighbours. O(edges + vertices · log vertices). */
export function colouringOf(graph: Snapshot, order: ColouringOrder): Int32Array {
  const { distinct, vertexCount } = graph;
  const { starts, neighbours } = distinct;
  const colours = new Int32Array(vertexCount).fill(-1);
  const places = order === "largest first" ? largestFirst(starts) : coresOf(graph).order.slice().reverse();
  colourInOrder(starts, neighbours, places, new Uint32Array(vertexCount + 1), colours);
  return colours;
}

function largestFirst(starts: Uint32Array): Uint32Array {
  const degree = (vertex: number): number => starts[vertex + 1]! - starts[vertex]!;
  const order = Uint32Array.from({ length: starts.length - 1 }, (_, vertex) => vertex);
  return order.sort((a, b) => degree(b) - degree(a) || a - b);
}
