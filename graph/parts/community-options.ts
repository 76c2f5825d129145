import type { KnownOptions } from "../../core/mod.ts";
import { type Algorithm, type ResultColumns, type Turns, vertices, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand } from "../checks.ts";
import { namedByLeast } from "./component-names.ts";
import { randomOf } from "./random.ts";
import { type CommunitySearch, freeLevels, type Level, levelOf, roomFor } from "./weighted-level.ts";

/** What algorithms that seek communities of high modularity can be asked for. */
export interface CommunityOptions {
  /** Above 0: greater gives smaller communities. Default 1. */
  readonly resolution?: number;
  /** Whether edges count 1 each, or by their weights. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** A whole number: another one gives another order of vertices, and maybe other communities. Default 1. */
  readonly seed?: number;
}

export const communityOptions: KnownOptions<CommunityOptions> = {
  resolution: "a number",
  weights: ["ignore", "use"],
  seed: "a number",
};

/** Refuses a resolution that is not above 0, and a seed that is no whole number. */
export function demandCommunityOptions({ resolution = 1, seed = 1 }: CommunityOptions, algorithm: string): void {
  const doing = `find communities in ${algorithm}`;
  demand(resolution > 0, {
    doing,
    as: "its resolution must be above 0",
    got: resolution,
    remedy: "leave it out for 1",
  });
  const isWhole = Number.isInteger(seed);
  demand(isWhole, { doing, as: "its seed must be a whole number", got: seed, remedy: "leave it out for 1" });
}

/** Communities by the smallest id in each. */
export function communitiesColumn<Id>(graph: Snapshot, communities: Uint32Array): ResultColumns<{ community: Id }> {
  return { community: vertices<Id>(namedByLeast(graph, communities)) };
}

/** Gives the community of each vertex of a level, as a number. */
type CommunityFinder = (level: Level, search: CommunitySearch) => Generator<number | undefined, Uint32Array>;

/** The algorithm that seeks communities of high modularity in this way. */
export function communityAlgorithm<Id>(
  name: string,
  options: CommunityOptions,
  find: CommunityFinder,
): Algorithm<Id, { community: Id }> {
  demandCommunityOptions(options, name);
  const { resolution = 1, weights = "ignore", seed = 1 } = options;
  return {
    name,
    details: { resolution: String(resolution), seed: String(seed) },
    ...weightsIf(weights === "use", "not negative"),
    *run(graph): Turns<{ community: Id }> {
      const whole = levelOf(graph, weights === "use");
      const room = roomFor(whole, graph.work);
      const found = yield* find(whole, { resolution, random: randomOf(seed), room });
      freeLevels(whole, room);
      return communitiesColumn<Id>(graph, found);
    },
  };
}
