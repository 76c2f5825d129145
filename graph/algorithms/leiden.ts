import type { Algorithm } from "../algorithm.ts";
import { flatten, uniteEnds } from "../kernels/components.ts";
import { type CommunityOptions, communityAlgorithm } from "../parts/community-options.ts";
import { refined } from "../parts/refining.ts";
import { grouped, type Level, renumber, settleCommunities } from "../parts/weighted-level.ts";

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
  return communityAlgorithm<Id>("leiden", options, communitiesOf);
}

function* communitiesOf(whole: Level, resolution: number, random: () => number): Generator<void, Uint32Array> {
  let level = whole;
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
  const connected = connectedParts(level, communities);
  return members.map((member) => connected[member]!);
}

/** Where what is left of a community does not hang together, each of its parts is one: that is never worse. */
function connectedParts({ count, starts, neighbours }: Level, communities: Uint32Array): Uint32Array {
  const [sources, targets]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < count; vertex++) {
    for (const other of neighbours.subarray(starts[vertex], starts[vertex + 1])) {
      if (other < vertex && communities[other] === communities[vertex]) {
        sources.push(vertex);
        targets.push(other);
      }
    }
  }
  const parts = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  uniteEnds(Uint32Array.from(sources), Uint32Array.from(targets), 0, sources.length, parts);
  flatten(parts);
  return parts;
}
