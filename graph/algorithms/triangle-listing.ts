import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { listTriangles } from "../kernels/triangle-listing.ts";
import { laterRows } from "../parts/triangle-counts.ts";
import { inTurns } from "../turns.ts";

/** Three vertices that are neighbours of one another. */
export interface Triangle<Id> {
  readonly first: Id;
  readonly second: Id;
  readonly third: Id;
}

/** Vertices before others may take their turn. */
const turn = 4096;

/**
 * All triangles, each once, whatever the direction of edges: Gelly's TriangleEnumerator and TriangleListing. Of each, the
 * vertex with the fewest neighbours comes first.
 *
 * O(edges^1.5).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, triangleListing } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * const found = await graph({ edges, source: "a", target: "b" }).apply(triangleListing()).collect();
 * console.log(found.length); // 1
 * ```
 * @see Schank, Wagner, “Finding, Counting and Listing All Triangles in Large Graphs”, WEA 2005, algorithm “forward”.
 */
export function triangleListing<Id>(...none: readonly []): RowAlgorithm<Id, Triangle<Id>> {
  mustBeNone(none, "triangleListing");
  return { name: "triangleListing", gives: "rows", run: listing };
}

function* listing<Id>(graph: Snapshot): Turns<Triangle<Id>> {
  const { starts, neighbours, order } = laterRows(graph);
  const marks = new Uint32Array(graph.vertexCount);
  const found: number[] = [];
  yield* inTurns(graph.vertexCount, turn, (from, to) => listTriangles(starts, neighbours, from, to, marks, found));
  graph.work.free(starts, neighbours);
  const corner = (at: number): Uint32Array =>
    Uint32Array.from({ length: found.length / 3 }, (_, k) => order[found[3 * k + at]!]!);
  return { first: vertices<Id>(corner(0)), second: vertices<Id>(corner(1)), third: vertices<Id>(corner(2)) };
}
