import { type Algorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import {
  type BetweennessOptions,
  type BetweennessSpec,
  betweennessBy,
  plainBetweenness,
  scaled,
  weightedBetweenness,
} from "../parts/betweenness.ts";

export type { BetweennessOptions };

/**
 * How many shortest paths between two others pass each vertex, each pair of vertices counting 1 that is shared among all its
 * shortest paths. Parallel edges are paths of their own (igraph). Not normalised unless asked; `normalize: "pairs"` divides by
 * the (vertices − 1) · (vertices − 2) pairs of others, in an undirected graph by half of them.
 *
 * O(vertices · edges); with weights O(vertices · (vertices + edges) · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { betweenness, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(betweenness()).collect()); // 0, 1, 0
 * ```
 * @see Brandes, “A Faster Algorithm for Betweenness Centrality”, Journal of Mathematical Sociology 25, 2001, algorithm 1.
 */
export function betweenness<Id>(options: BetweennessOptions<Id> = {}): Algorithm<Id, { betweenness: number }> {
  return betweennessBy("betweenness", options, betweennessOf);
}

function* betweennessOf(
  graph: Snapshot,
  { sources, uses, normalize }: BetweennessSpec,
): Turns<{ betweenness: number }> {
  const values = uses
    ? (yield* weightedBetweenness(graph, sources, graph.outWeights)).ofVertices
    : yield* plainBetweenness(graph, sources);
  const pairs = (graph.vertexCount - 1) * (graph.vertexCount - 2);
  return { betweenness: numbers(scaled(values, graph.directed, normalize, pairs)) };
}
