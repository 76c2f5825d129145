import type { Snapshot } from "../build/snapshot.ts";
import { walkBlocks } from "../kernels/blocks.ts";
import { madeInTurns } from "../turns.ts";

/** Steps before others may take their turn. */
const turn = 1_000_000;

/** What a self-loop has instead of a block. */
export const noBlock = 0xffffffff;

/** The biconnected components of a graph without directions. */
export interface Blocks {
  /** Of each edge, from 0; `noBlock` of self-loops. */
  readonly blocks: Uint32Array;
  /** 1 where a vertex is in several. */
  readonly cuts: Uint8Array;
  /** The edges of each. */
  readonly sizes: Uint32Array;
}

/** Biconnected components, whatever the direction of edges. O(vertices + edges). */
export function* blocksOf(graph: Snapshot): Generator<number | undefined, Blocks> {
  yield* madeInTurns(graph, "both");
  yield* madeInTurns(graph.both, "edges");
  const { both, vertexCount, edgeCount } = graph;
  const { starts, neighbours, edges } = both;
  const column = (): Uint32Array => new Uint32Array(vertexCount);
  const [orders, lows, cursors, calls, entries] = [column(), column(), column(), column(), column()];
  const stack = new Uint32Array(edgeCount);
  const blocks = new Uint32Array(edgeCount).fill(noBlock);
  const cuts = new Uint8Array(vertexCount);
  const state = new Uint32Array(6);
  const goesOn = (): boolean =>
    walkBlocks(starts, neighbours, edges, orders, lows, cursors, calls, entries, stack, blocks, cuts, state, turn);
  while (goesOn()) yield state[2]! / vertexCount;
  yield 1;
  const sizes = new Uint32Array(state[4]!);
  for (const block of blocks) if (block !== noBlock) sizes[block]!++;
  return { blocks, cuts, sizes };
}
