import { type EdgeAlgorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import {
  type BetweennessOptions,
  type BetweennessSpec,
  betweennessBy,
  scaled,
  weightedBetweenness,
} from "../parts/betweenness.ts";

/**
 * How many shortest paths between two vertices pass each edge, each pair counting 1 that is shared among all its shortest paths;
 * parallel edges share. Not normalised unless asked; `normalize: "pairs"` divides by the vertices · (vertices − 1) pairs, in an
 * undirected graph by half of them.
 *
 * O(vertices · (vertices + edges) · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { edgeBetweenness, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(edgeBetweenness()).collect()); // { source: 1, target: 2, betweenness: 2 }, …
 * ```
 * @see Brandes, “On Variants of Shortest-path Betweenness Centrality and their Generic Computation”, 2008, algorithm 7.
 */
export function edgeBetweenness<Id>(options: BetweennessOptions<Id> = {}): EdgeAlgorithm<Id, { betweenness: number }> {
  return { ...betweennessBy("edgeBetweenness", options, betweennessOf), gives: "edges" };
}

function* betweennessOf(
  graph: Snapshot,
  { sources, uses, normalize }: BetweennessSpec,
): Turns<{ betweenness: number }> {
  const weights = uses ? graph.outWeights : new Float64Array(graph.out.neighbours.length).fill(1);
  const { ofEdges } = yield* weightedBetweenness(graph, sources, weights);
  const pairs = graph.vertexCount * (graph.vertexCount - 1);
  return { betweenness: numbers(scaled(ofEdges, graph.directed, normalize, pairs)) };
}
