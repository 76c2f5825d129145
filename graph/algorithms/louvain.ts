import { checkOptions } from "../../core/mod.ts";
import type { Algorithm } from "../algorithm.ts";
import { type CommunityOptions, communityAlgorithm, communityOptions } from "../parts/community-options.ts";
import {
  type CommunitySearch,
  grouped,
  type Level,
  renumber,
  settleCommunities,
  singleCommunities,
} from "../parts/weighted-level.ts";

export type { CommunityOptions };

/**
 * Communities of high modularity, each named by the smallest id in it: vertices move to the neighbouring community that gains
 * most until none gains any more, communities become the vertices of a new graph, and so on. Directions do not count; weights must
 * not be below 0. `leiden` never gives a community that does not hang together.
 *
 * O(edges) a pass, a few passes in practice.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, louvain } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }, { a: 4, b: 5 }, { a: 5, b: 6 }, { a: 4, b: 6 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(louvain()).collect()); // 1, 1, 1, 4, 4, 4
 * ```
 * @see Blondel, Guillaume, Lambiotte, Lefebvre, “Fast Unfolding of Communities in Large Networks”, J. Stat. Mech. P10008, 2008.
 */
export function louvain<Id>(options: CommunityOptions = {}): Algorithm<Id, { community: Id }> {
  checkOptions(options, communityOptions, "louvain");
  return communityAlgorithm<Id>("louvain", options, communitiesOf);
}

function* communitiesOf(whole: Level, search: CommunitySearch): Generator<number | undefined, Uint32Array> {
  let level = whole;
  const members = singleCommunities(whole);
  for (;;) {
    const communities = singleCommunities(level);
    yield* settleCommunities(level, communities, search);
    const count = renumber(communities);
    for (let vertex = 0; vertex < members.length; vertex++) members[vertex] = communities[members[vertex]!]!;
    if (count === level.count) return members;
    level = grouped(level, communities, count, search.room);
  }
}
