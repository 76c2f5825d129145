import type { Snapshot } from "../build/snapshot.ts";
import { countShared } from "../kernels/shared-neighbours.ts";
import { inTurns } from "../turns.ts";

/** Vertices before others may take their turn. */
const turn = 256;

/** Pairs of vertices that share neighbours. */
export interface SharedNeighbours {
  /** The vertex of the smaller number. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** How many they share, or what those are worth in sum. */
  readonly count: Float64Array;
}

/** The pairs of chosen vertices (all, unless said) that share a neighbour, of which each is worth 1 or so much. O(Σ degree²). */
export function* sharedNeighbours(
  { distinct, vertexCount }: Snapshot,
  isChosen?: Uint8Array,
  worth?: Float64Array,
): Generator<number | undefined, SharedNeighbours> {
  const chosen = isChosen ?? new Uint8Array(vertexCount).fill(1);
  const each = worth ?? new Float64Array(vertexCount).fill(1);
  const [sums, queue] = [new Float64Array(vertexCount), new Uint32Array(vertexCount)];
  const seen = new Uint8Array(vertexCount);
  const [first, second, count]: [number[], number[], number[]] = [[], [], []];
  yield* inTurns(vertexCount, turn, (from, to) => {
    for (let vertex = from; vertex < to; vertex++) {
      if (chosen[vertex] === 0) continue;
      const end = countShared(distinct.starts, distinct.neighbours, vertex, chosen, each, sums, seen, queue);
      for (let at = 0; at < end; at++) {
        const other = queue[at]!;
        first.push(vertex);
        second.push(other);
        count.push(sums[other]!);
        sums[other] = 0;
        seen[other] = 0;
      }
    }
  });
  return { first: Uint32Array.from(first), second: Uint32Array.from(second), count: Float64Array.from(count) };
}
