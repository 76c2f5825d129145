import { checkOptions } from "../../core/mod.ts";
import { numbers, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { uniteLightest } from "../kernels/components.ts";
import { sortedInTurns } from "../turns.ts";
import type { Ends } from "./condensation.ts";

/** An edge between two vertices, and its weight. */
export interface WeightedEnds<Id> extends Ends<Id> {
  readonly weight: number;
}

export interface MinimumSpanningForestOptions {
  /** Whether the sum of weights is to be the least or the greatest. Default "lightest". */
  readonly keep?: "lightest" | "heaviest";
}

/** Edges before others may take their turn. */
const turn = 500_000;

/**
 * The edges of a forest that connects what the graph connects, with the least sum of weights, lightest first; of edges with one
 * weight the first ones. Directions do not count; weights may be below 0.
 *
 * Kruskal's algorithm, O(edges · log edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, minimumSpanningForest } from "millrace/graph";
 * const cables = from([{ a: 1, b: 2, m: 5 }, { a: 2, b: 3, m: 7 }, { a: 1, b: 3, m: 9 }]);
 * const net = graph({ edges: cables, source: "a", target: "b", weight: "m", directed: false });
 * console.log(await net.apply(minimumSpanningForest()).collect()); // (1, 2) of 5, (2, 3) of 7
 * ```
 * @see Kruskal, “On the Shortest Spanning Subtree of a Graph and the Traveling Salesman Problem”, Proceedings of the AMS 7, 1956.
 */
export function minimumSpanningForest<Id>(
  options: MinimumSpanningForestOptions = {},
): RowAlgorithm<Id, WeightedEnds<Id>> {
  checkOptions(options, { keep: ["lightest", "heaviest"] }, "minimumSpanningForest");
  const { keep = "lightest" } = options;
  const run = (graph: Snapshot): Turns<WeightedEnds<Id>> => forestOf<Id>(graph, keep === "lightest" ? 1 : -1);
  return { name: "minimumSpanningForest", gives: "rows", details: { keep }, weights: "any", run };
}

function* forestOf<Id>({ edges, edgeCount, vertexCount }: Snapshot, sign: 1 | -1): Turns<WeightedEnds<Id>> {
  const { sources, targets, weights = new Float64Array(edgeCount).fill(1) } = edges;
  const order = yield* sortedInTurns(edgeCount, (a, b) => sign * (weights[a]! - weights[b]!) || a - b);
  const parents = Uint32Array.from({ length: vertexCount }, (_, vertex) => vertex);
  const kept = new Uint32Array(Math.max(0, Math.min(edgeCount, vertexCount)));
  let count = 0;
  for (let from = 0; from < edgeCount; from += turn) {
    const to = Math.min(from + turn, edgeCount);
    count = uniteLightest(sources, targets, order, from, to, parents, kept, count);
    yield to / edgeCount;
  }
  const tree = kept.subarray(0, count);
  return {
    source: vertices<Id>(tree.map((edge) => sources[edge]!)),
    target: vertices<Id>(tree.map((edge) => targets[edge]!)),
    weight: numbers(Float64Array.from(tree, (edge) => weights[edge]!)),
  };
}
