import type { Snapshot } from "../build/snapshot.ts";
import { countShared } from "../kernels/shared-neighbours.ts";
import { madeInTurns } from "../turns.ts";
import { GrowingPairs, type PairLimit, type Pairs } from "./growing-pairs.ts";

/** Neighbours of neighbours that are looked at before others may take their turn, and what a vertex costs besides. */
const turn = 1 << 21;
const ofVertex = 64;

/** The pairs of chosen vertices (all, unless said) that share a neighbour, of which each is worth 1 or so much. O(Σ degree²). */
export function* sharedNeighbours(
  graph: Snapshot,
  isChosen?: Uint8Array,
  worth?: Float64Array,
  most?: number,
): Generator<number | undefined, Pairs> {
  const limit = most === undefined ? tooMany : { ...tooMany, most };
  const pairs = new GrowingPairs(limit, true);
  yield* eachSharing(graph, { isChosen, worth }, (vertex, other, shared) => pairs.pushWith(vertex, other, shared));
  return yield* pairs.joined();
}

/** A vertex of twenty thousand neighbours makes more. */
const tooMany: PairLimit = {
  doing: "list pairs of vertices that share a neighbour",
  remedy:
    "name those that are wanted by pairs: […], or leave out vertices of many neighbours by filterDegrees({ most: 1000 })",
};

/** Chosen vertices, all unless said, and what a neighbour that two of them share is worth, 1 unless said. */
interface Sharing {
  readonly isChosen?: Uint8Array | undefined;
  readonly worth?: Float64Array | undefined;
}

/** Tells each of those pairs, the vertex of the smaller number first. O(Σ degree²), and no memory for the pairs. */
export function* eachSharing(
  graph: Snapshot,
  { isChosen, worth }: Sharing,
  tell: (vertex: number, other: number, shared: number) => void,
): Generator<number | undefined, void> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const { distinct, vertexCount } = graph;
  const chosen = isChosen ?? new Uint8Array(vertexCount).fill(1);
  const each = worth ?? new Float64Array(vertexCount).fill(1);
  const [sums, queue] = [new Float64Array(vertexCount), new Uint32Array(vertexCount)];
  const seen = new Uint8Array(vertexCount);
  const { starts, neighbours } = distinct;
  const shareOf = (vertex: number): void => {
    const end = countShared(starts, neighbours, vertex, chosen, each, sums, seen, queue);
    for (let at = 0; at < end; at++) {
      const other = queue[at]!;
      tell(vertex, other, sums[other]!);
      sums[other] = 0;
      seen[other] = 0;
    }
  };
  let looked = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    looked += ofVertex;
    if (chosen[vertex] === 0) continue;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) looked += rowLength(starts, neighbours[e]!);
    shareOf(vertex);
    if (looked < turn) continue;
    looked = 0;
    yield (vertex + 1) / vertexCount;
  }
  yield 1;
}

function rowLength(starts: Uint32Array, vertex: number): number {
  return starts[vertex + 1]! - starts[vertex]!;
}
