import { type RowAlgorithm, type Turns, verticesLists } from "../algorithm.ts";
import type { PairAdjacency, Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { coresOf } from "../parts/peeling.ts";

/**
 * All sets of vertices that are neighbours of one another, and to which no other vertex can be added; a vertex without neighbours is
 * one of one. Directions, self-loops and parallel edges do not count. There may be 3^(vertices / 3) of them.
 *
 * Bron and Kerbosch's algorithm with pivots, from vertices in the order in which cores come off: O(core · vertices · 3^(core / 3)).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, maximalCliques } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * const found = await graph({ edges, source: "a", target: "b" }).apply(maximalCliques()).collect();
 * console.log(found.length); // 2: 1, 2, 3 and 3, 4
 * ```
 * @see Eppstein, Löffler, Strash, “Listing All Maximal Cliques in Sparse Graphs in Near-optimal Time”, 2010.
 */
export function maximalCliques<Id>(...none: readonly []): RowAlgorithm<Id, { clique: readonly Id[] }> {
  mustBeNone(none, "maximalCliques");
  return { name: "maximalCliques", gives: "rows", run: cliquesOf };
}

function* cliquesOf<Id>(graph: Snapshot): Turns<{ clique: readonly Id[] }> {
  const { pairs, vertexCount } = graph;
  const { order } = yield* coresOf(graph);
  const places = new Uint32Array(vertexCount);
  for (let place = 0; place < vertexCount; place++) places[order[place]!] = place;
  const found: Uint32Array[] = [];
  for (const vertex of order) {
    const row = neighboursOf(pairs, vertex);
    const [later, earlier] = [
      row.filter((other) => places[other]! > places[vertex]!),
      row.filter((other) => places[other]! < places[vertex]!),
    ];
    extend(pairs, [vertex], [...later], [...earlier], found);
    yield;
  }
  return { clique: verticesLists<Id>(found) };
}

/** All cliques of these vertices, some of `candidates` and none of `excluded`, which were in all that there are with them. */
function extend(
  pairs: PairAdjacency,
  clique: readonly number[],
  candidates: number[],
  excluded: number[],
  found: Uint32Array[],
): void {
  if (candidates.length === 0) {
    if (excluded.length === 0) found.push(Uint32Array.from(clique));
    return;
  }
  const pivot = pivotOf(pairs, candidates, excluded);
  let left = candidates;
  for (const vertex of candidates.filter((each) => !areNeighbours(pairs, pivot, each))) {
    const isNear = (other: number): boolean => areNeighbours(pairs, vertex, other);
    extend(pairs, [...clique, vertex], left.filter(isNear), excluded.filter(isNear), found);
    left = left.filter((other) => other !== vertex);
    excluded.push(vertex);
  }
}

/** The vertex with the most candidates as neighbours: those need not be tried. */
function pivotOf(pairs: PairAdjacency, candidates: readonly number[], excluded: readonly number[]): number {
  let [best, most] = [candidates[0]!, -1];
  for (const vertex of [...candidates, ...excluded]) {
    const count = candidates.reduce((sum, other) => sum + (areNeighbours(pairs, vertex, other) ? 1 : 0), 0);
    if (count > most) [best, most] = [vertex, count];
  }
  return best;
}

function neighboursOf({ starts, neighbours }: PairAdjacency, vertex: number): Uint32Array {
  return neighbours.subarray(starts[vertex], starts[vertex + 1]);
}

/** Rows are sorted. */
function areNeighbours({ starts, neighbours }: PairAdjacency, one: number, other: number): boolean {
  let [from, to] = [starts[one]!, starts[one + 1]!];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (neighbours[middle]! < other) from = middle + 1;
    else to = middle;
  }
  return from < starts[one + 1]! && neighbours[from] === other;
}
