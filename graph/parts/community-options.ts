import type { KnownOptions } from "../../core/mod.ts";
import { type ResultColumns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand } from "../checks.ts";
import { namedByLeast } from "./component-names.ts";

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
  resolution: true,
  weights: ["ignore", "use"],
  seed: true,
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
