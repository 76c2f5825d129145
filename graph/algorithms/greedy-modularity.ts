import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import {
  type CommunityOptions,
  communitiesColumn,
  communityOptions,
  demandCommunityOptions,
} from "../parts/community-options.ts";
import { type Level, levelOf } from "../parts/weighted-level.ts";
import { inTurns } from "../turns.ts";

/** Merges before others may take their turn. */
const turn = 64;

/** Vertices, while their neighbours are put together, before others may. */
const vertexTurn = 1 << 13;

/** What communities that are merged one by one can be asked for. */
export type GreedyModularityOptions = Omit<CommunityOptions, "seed">;

/**
 * Communities of high modularity, each named by the smallest id in it: every vertex is one at first, and always the two that gain
 * most are merged, until none gain (Clauset, Newman, Moore). Directions do not count; weights must not be below 0.
 *
 * O(vertices² + edges · depth of merges); `louvain` and `leiden` are much faster and find better ones.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, greedyModularity } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }, { a: 4, b: 5 }, { a: 5, b: 6 }, { a: 4, b: 6 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(greedyModularity()).collect()); // 1, 1, 1, 4, 4, 4
 * ```
 * @see Clauset, Newman, Moore, “Finding Community Structure in Very Large Networks”, Physical Review E 70, 2004.
 */
export function greedyModularity<Id>(options: GreedyModularityOptions = {}): Algorithm<Id, { community: Id }> {
  const { seed: _, ...known } = communityOptions;
  checkOptions(options, known, "greedyModularity");
  demandCommunityOptions(options, "greedyModularity");
  const { resolution = 1, weights = "ignore" } = options;
  return {
    name: "greedyModularity",
    details: { resolution: String(resolution) },
    ...weightsIf(weights === "use", "not negative"),
    run: (graph) => communitiesOf<Id>(graph, weights === "use", resolution),
  };
}

interface Merging {
  readonly resolution: number;
  readonly total: number;
  readonly strengths: Float64Array;
  /** The weights between each community and others; undefined where it is merged. */
  readonly near: (Map<number, number> | undefined)[];
  /** With whom each gains most, −1 where with none, and how much. */
  readonly partners: Int32Array;
  readonly gains: Float64Array;
}

function* communitiesOf<Id>(graph: Snapshot, uses: boolean, resolution: number): Turns<{ community: Id }> {
  const level = levelOf(graph, uses);
  const merging = yield* mergingOf(level, resolution);
  graph.work.free(level.weights, level.strengths);
  const into = Uint32Array.from({ length: level.count }, (_, vertex) => vertex);
  for (let merges = 1; ; merges++) {
    const one = bestOf(merging);
    if (one < 0) break;
    const other = merging.partners[one]!;
    merge(merging, one, other);
    into[other] = one;
    if (merges % turn === 0) yield;
  }
  const rootOf = (vertex: number): number => (into[vertex] === vertex ? vertex : rootOf(into[vertex]!));
  return communitiesColumn<Id>(
    graph,
    into.map((_, vertex) => rootOf(vertex)),
  );
}

function* mergingOf(
  { count, starts, neighbours, weights, strengths, total }: Level,
  resolution: number,
): Generator<number | undefined, Merging> {
  const near: (Map<number, number> | undefined)[] = [];
  for (let vertex = 0; vertex < count; vertex++) {
    const weightsTo = new Map<number, number>();
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (other !== vertex) weightsTo.set(other, (weightsTo.get(other) ?? 0) + weights[e]!);
    }
    near.push(weightsTo);
    if (vertex % vertexTurn === vertexTurn - 1) yield vertex / count;
  }
  yield 1;
  const merging = {
    resolution,
    total,
    strengths: strengths.slice(),
    near,
    partners: new Int32Array(count),
    gains: new Float64Array(count),
  };
  yield* inTurns(count, vertexTurn, (from, to) => {
    for (let vertex = from; vertex < to; vertex++) seekPartner(merging, vertex);
  });
  return merging;
}

/** The gain of a merge: the weights between both less those by chance. */
function seekPartner({ resolution, total, strengths, near, partners, gains }: Merging, one: number): void {
  partners[one] = -1;
  gains[one] = 0;
  for (const [other, weight] of near[one]!) {
    const gain = weight - (resolution * strengths[one]! * strengths[other]!) / total;
    if (gain <= gains[one]!) continue;
    gains[one] = gain;
    partners[one] = other;
  }
}

function bestOf({ near, partners, gains }: Merging): number {
  let best = -1;
  for (let one = 0; one < partners.length; one++) {
    if (near[one] !== undefined && partners[one]! >= 0 && (best < 0 || gains[one]! > gains[best]!)) best = one;
  }
  return best;
}

function merge(merging: Merging, one: number, other: number): void {
  const { strengths, near } = merging;
  strengths[one]! += strengths[other]!;
  for (const [third, weight] of near[other]!) {
    near[third]!.delete(other);
    if (third === one) continue;
    near[one]!.set(third, (near[one]!.get(third) ?? 0) + weight);
    near[third]!.set(one, near[one]!.get(third)!);
  }
  near[other] = undefined;
  seekPartner(merging, one);
  for (const third of near[one]!.keys()) seekPartner(merging, third);
}
