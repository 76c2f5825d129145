import { checkOptions } from "../../core/mod.ts";
import type { Algorithm, Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import {
  type CommunityOptions,
  communitiesColumn,
  communityOptions,
  demandCommunityOptions,
} from "../parts/community-options.ts";
import { randomOf } from "../parts/random.ts";
import { refined } from "../parts/refining.ts";
import { grouped, levelOf, renumber, settleCommunities } from "../parts/weighted-level.ts";

/**
 * Communities of high modularity that hang together, each named by the smallest id in it: as `louvain`, but what becomes a vertex
 * of the next graph are well-connected parts of communities. Directions do not count; weights must not be below 0.
 *
 * O(edges) a pass, a few passes in practice.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, leiden } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }, { a: 4, b: 5 }, { a: 5, b: 6 }, { a: 4, b: 6 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(leiden()).collect()); // 1, 1, 1, 4, 4, 4
 * ```
 * @see Traag, Waltman, van Eck, “From Louvain to Leiden: Guaranteeing Well-connected Communities”, Scientific Reports 9, 2019.
 */
export function leiden<Id>(options: CommunityOptions = {}): Algorithm<Id, { community: Id }> {
  checkOptions(options, communityOptions, "leiden");
  demandCommunityOptions(options, "leiden");
  const { resolution = 1, weights = "ignore", seed = 1 } = options;
  return {
    name: "leiden",
    details: { resolution: String(resolution), seed: String(seed) },
    ...(weights === "use" ? { weights: "not negative" } : {}),
    run: (graph) => communitiesOf<Id>(graph, weights === "use", resolution, seed),
  };
}

function* communitiesOf<Id>(
  graph: Snapshot,
  uses: boolean,
  resolution: number,
  seed: number,
): Turns<{ community: Id }> {
  const random = randomOf(seed);
  let level = levelOf(graph, uses);
  let communities = Uint32Array.from({ length: level.count }, (_, vertex) => vertex);
  const members = communities.slice();
  for (;;) {
    yield* settleCommunities(level, communities, resolution, random);
    const parts = level.total === 0 ? communities.slice() : refined(level, communities, resolution, random);
    const count = renumber(parts);
    if (renumber(communities.slice()) === level.count || count === level.count) break;
    const next = new Uint32Array(count);
    for (let vertex = 0; vertex < level.count; vertex++) next[parts[vertex]!] = communities[vertex]!;
    for (let vertex = 0; vertex < members.length; vertex++) members[vertex] = parts[members[vertex]!]!;
    renumber(next);
    level = grouped(level, parts, count);
    communities = next;
    yield;
  }
  return communitiesColumn<Id>(
    graph,
    members.map((member) => communities[member]!),
  );
}
