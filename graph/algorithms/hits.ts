import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandRounds, demandTolerance } from "../checks.ts";
import { constant, gathering, normalizeBy, type Settling, settled } from "../parts/settling.ts";

/** How good a vertex is as a list of others, and as what lists name. */
export interface HubAndAuthority {
  readonly hub: number;
  readonly authority: number;
}

export interface HitsOptions {
  /** Whether scores sum to 1 ("L1", NetworkX), or their squares do ("L2", Gelly). Default "L1". */
  readonly norm?: "L1" | "L2";
  /** Whether edges count 1 each (Gelly), or by their weights (NetworkX). Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** So many rounds, whatever changes. Default: until `tolerance`. */
  readonly iterations?: number;
  /** Rounds end when hubs change by less than this in sum. Default 1e-10. */
  readonly tolerance?: number;
}

const known: KnownOptions<HitsOptions> = {
  norm: ["L1", "L2"],
  weights: ["ignore", "use"],
  iterations: "a number",
  tolerance: "a number",
};

/** Rounds after which scores that change slowly are an error. */
const most = 100_000;

/**
 * Hubs and authorities: a good hub has edges to good authorities, a good authority edges from good hubs.
 *
 * O(edges) a round. The scores of a graph without edges are all alike as hubs and 0 as authorities.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, hits } from "millrace/graph";
 * const links = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await links.apply(hits()).collect()); // …, { id: 2, hub: 0, authority: 1 }
 * ```
 * @see Kleinberg, “Authoritative Sources in a Hyperlinked Environment”, JACM 46(5), 1999.
 */
export function hits(options: HitsOptions = {}): Algorithm<never, HubAndAuthority> {
  checkOptions(options, known, "hits");
  const { norm = "L1", weights = "ignore", iterations, tolerance = 1e-10 } = options;
  const doing = "rank vertices in hits";
  demandRounds(iterations, doing, "leave it out to go on until scores settle");
  demandTolerance(tolerance, doing, "leave it out for 1e-10");
  const settling = { doing, tolerance, iterations: most, remedy: "give it iterations, or a greater tolerance" };
  return {
    name: "hits",
    details: { norm },
    ...weightsIf(weights === "use", "not negative"),
    run: (graph) => scoresOf(graph, { norm, uses: weights === "use", iterations, settling }),
  };
}

interface Spec {
  readonly norm: "L1" | "L2";
  readonly uses: boolean;
  readonly iterations: number | undefined;
  readonly settling: Settling;
}

function* scoresOf(graph: Snapshot, { norm, uses, iterations, settling }: Spec): Turns<HubAndAuthority> {
  const { vertexCount, edgeCount, in: into, out } = graph;
  const authorities = constant(vertexCount, 0);
  const [toAuthorities, toHubs] = uses
    ? [gathering(into, graph.inWeights), gathering(out, graph.outWeights)]
    : [gathering(into), gathering(out)];
  const next = (old: Float64Array, hubs: Float64Array): void => {
    toAuthorities(old, authorities);
    normalizeBy(norm, authorities);
    toHubs(authorities, hubs);
    normalizeBy(norm, hubs);
  };
  let hubs = constant(vertexCount, 1);
  normalizeBy(norm, hubs);
  if (edgeCount > 0 && iterations === undefined) hubs = yield* settled(hubs, settling, next);
  for (let round = 0; edgeCount > 0 && round < (iterations ?? 0); round++) {
    const old = hubs;
    hubs = new Float64Array(vertexCount);
    next(old, hubs);
    yield;
  }
  return { hub: numbers(hubs), authority: numbers(authorities) };
}
