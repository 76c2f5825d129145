import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns, weightsIf } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { demand, demandGiven, demandTolerance } from "../checks.ts";
import { averageOverPairs } from "../kernels/sim-rank.ts";
import { settled } from "../parts/settling.ts";

export interface SimRankOptions<Id> {
  /** The vertex that others are compared with. */
  readonly from: Id;
  /** What of the similarity of its neighbours a pair gets, in (0, 1). Default 0.8. */
  readonly decay?: number;
  /** Whether edges count 1 each, or by their weights (NetworkX). Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** Rounds end when similarities change by less than this in sum. Default 1e-6. */
  readonly tolerance?: number;
}

const known: KnownOptions<SimRankOptions<never>> = {
  from: true,
  decay: "a number",
  weights: ["ignore", "use"],
  tolerance: "a number",
};

/** Vertices of a graph at most: two tables of 128 MB. */
const most = 4096;

/**
 * How similar each vertex is to one: two are similar if similar ones lead to them. 1 for itself, 0 where none leads to a vertex.
 * Parallel edges count each.
 *
 * O(vertices · edges) a round and vertices² memory, for up to 4096 vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, simRank } from "millrace/graph";
 * const links = graph({ edges: from([{ a: 1, b: 2 }, { a: 1, b: 3 }]), source: "a", target: "b" });
 * console.log(await links.apply(simRank({ from: 2 })).collect()); // 0, 1, 0.8
 * ```
 * @see Jeh, Widom, “SimRank: a Measure of Structural-context Similarity”, KDD 2002.
 */
export function simRank<Id>(options: SimRankOptions<Id>): Algorithm<Id, { similarity: number }> {
  checkOptions(options as SimRankOptions<never>, known, "simRank");
  demandGiven(options, ["from"], "simRank");
  const { from, decay = 0.8, weights = "ignore", tolerance = 1e-6 } = options;
  const doing = "compare vertices in simRank";
  demand(decay > 0 && decay < 1, {
    doing,
    as: "its decay must be in (0, 1)",
    got: decay,
    remedy: "leave it out for 0.8",
  });
  demandTolerance(tolerance, doing, "leave it out for 1e-6");
  return {
    name: "simRank",
    details: { from: String(from), decay: String(decay) },
    ...weightsIf(weights === "use", "positive"),
    vertices: [from],
    run: (graph) => similaritiesTo(graph, graph.ids.find(from), { decay, tolerance, uses: weights === "use" }),
  };
}

interface Spec {
  readonly decay: number;
  readonly tolerance: number;
  readonly uses: boolean;
}

function* similaritiesTo(
  graph: Snapshot,
  from: number,
  { decay, tolerance, uses }: Spec,
): Turns<{ similarity: number }> {
  const { in: into, vertexCount: n } = graph;
  const doing = "compare vertices in simRank";
  const remedy = "compare them by jaccard or adamicAdar, or a part of the graph";
  demand(n <= most, { doing, as: `there must be at most ${most} vertices`, got: n, remedy });
  const shares = sharesOf(into, uses ? graph.inWeights : undefined);
  const half = new Float64Array(n * n);
  const begin = new Float64Array(n * n);
  for (let vertex = 0; vertex < n; vertex++) begin[vertex * n + vertex] = 1;
  // Changes get smaller by the decay in every round.
  const iterations = 10 + Math.ceil(Math.log(tolerance / (n * n)) / Math.log(decay));
  const table = yield* settled(begin, { doing, tolerance, iterations, remedy }, (old, next) =>
    averageOverPairs(into.starts, into.neighbours, shares, decay, old, half, next),
  );
  const row = from * n;
  return { similarity: numbers(table.slice(row, row + n)) };
}

/** What of the whole each entry of a vertex is: those of one sum to 1. */
function sharesOf({ starts, neighbours }: Adjacency, weights: Float64Array | undefined): Float64Array {
  const shares = new Float64Array(neighbours.length);
  for (let vertex = 0; vertex < starts.length - 1; vertex++) {
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sum += weights?.[e] ?? 1;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) shares[e] = (weights?.[e] ?? 1) / sum;
  }
  return shares;
}
