import type { Snapshot } from "../build/snapshot.ts";
import { orderBySize, peelVertices } from "../kernels/cores.ts";
import { inTurns, madeInTurns } from "../turns.ts";

/** Things in the order of their sizes, from which they are taken off one after the other. */
export interface Peeling {
  readonly order: Uint32Array;
  readonly places: Uint32Array;
  readonly firsts: Uint32Array;
}

/** Things in ascending order of their sizes, by counting. */
export function peelingOf(sizes: Uint32Array): Peeling {
  const [order, places] = [new Uint32Array(sizes.length), new Uint32Array(sizes.length)];
  let greatest = 0;
  for (const size of sizes) if (size > greatest) greatest = size;
  const firsts = new Uint32Array(greatest + 2);
  orderBySize(sizes, firsts, order, places);
  return { order, places, firsts };
}

/** The core number of each vertex, and the order in which they were taken off: each has at most its core number of later ones. */
export interface Cores {
  readonly cores: Uint32Array;
  readonly order: Uint32Array;
}

/** Vertices before others may take their turn. */
const turn = 1 << 13;

/** Takes off vertex after vertex, always one of the fewest neighbours. O(edges). */
export function* coresOf(graph: Snapshot): Generator<number | undefined, Cores> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const { distinct, vertexCount } = graph;
  const { starts, neighbours } = distinct;
  const cores = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) cores[vertex] = starts[vertex + 1]! - starts[vertex]!;
  const { order, places, firsts } = peelingOf(cores);
  yield;
  yield* inTurns(vertexCount, turn, (from, to) =>
    peelVertices(starts, neighbours, order, places, firsts, cores, from, to),
  );
  return { cores, order };
}
