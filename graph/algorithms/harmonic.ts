import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { distanceMeasures, type Measuring } from "../parts/distance-measures.ts";

export interface HarmonicOptions {
  /** Whether distances are to a vertex, by edges that lead in, or from it. Default "in" (NetworkX). */
  readonly along?: "in" | "out";
  /** Whether edges count 1 each, or by their weights, which must be above 0. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

const known: KnownOptions<HarmonicOptions> = { along: ["in", "out"], weights: ["ignore", "use"] };

/**
 * The sum of 1 / distance over all others: how near a vertex is, where not all are reached. Not normalised.
 *
 * O(vertices · edges); with weights times log vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, harmonic } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(harmonic()).collect()); // 1.5, 2, 1.5
 * ```
 * @see Marchiori, Latora, “Harmony in the Small-world”, Physica A 285, 2000; Boldi, Vigna, “Axioms for Centrality”, 2014.
 */
export function harmonic(options: HarmonicOptions = {}): Algorithm<never, { harmonic: number }> {
  checkOptions(options, known, "harmonic");
  const { along = "in", weights = "ignore" } = options;
  const uses = weightsIf(weights === "use", "positive");
  return { name: "harmonic", details: { along }, ...uses, run: (graph) => harmonicOf(graph, { along, weights }) };
}

function* harmonicOf(graph: Snapshot, measuring: Measuring): Turns<{ harmonic: number }> {
  return { harmonic: numbers((yield* distanceMeasures(graph, measuring)).inverses) };
}
