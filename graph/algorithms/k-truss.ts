import { numbers, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { countCommon, peelPairs } from "../kernels/trusses.ts";
import { peelingOf } from "../parts/peeling.ts";
import { inTurns } from "../turns.ts";

/** A pair of neighbours, and how far they are in a dense part. */
export interface Truss<Id> {
  readonly source: Id;
  readonly target: Id;
  /** The greatest k for which the pair is in a k-truss, from 2. */
  readonly truss: number;
}

/** Pairs before others may take their turn. */
const turn = 65_536;

/**
 * The truss number of each pair of neighbours: the greatest k for which it is in a part of the graph where each pair is in k − 2
 * triangles or more. `filter(({ truss }) => truss >= k)` is the k-truss. Directions, self-loops and parallel edges do not count.
 *
 * O(Σ over pairs of the degrees of both ends).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, kTruss } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(kTruss()).collect()); // three times 3, and once 2
 * ```
 * @see Cohen, “Trusses: Cohesive Subgraphs for Social Network Analysis”, 2008; Wang, Cheng, “Truss Decomposition in Massive
 * Networks”, VLDB 2012, algorithm 2.
 */
export function kTruss<Id>(...none: readonly []): RowAlgorithm<Id, Truss<Id>> {
  mustBeNone(none, "kTruss");
  return { name: "kTruss", gives: "rows", run: trussesOf };
}

function* trussesOf<Id>({ pairs: rows }: Snapshot): Turns<Truss<Id>> {
  const { starts, neighbours, pairs, least, greatest } = rows;
  const support = new Uint32Array(least.length);
  yield* inTurns(least.length, turn, (from, to) => {
    countCommon(starts, neighbours, least, greatest, from, to, support);
  });
  const { order, places, firsts } = peelingOf(support);
  yield* inTurns(least.length, turn, (from, to) => {
    peelPairs(starts, neighbours, pairs, least, greatest, from, to, order, places, firsts, support);
  });
  return {
    source: vertices<Id>(least),
    target: vertices<Id>(greatest),
    truss: numbers(support.map((each) => each + 2)),
  };
}
