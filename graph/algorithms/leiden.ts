import { checkOptions } from "../../core/mod.ts";
import type { Algorithm } from "../algorithm.ts";
import { demand } from "../checks.ts";
import { flatten, uniteEnds } from "../kernels/components.ts";
import { type CommunityOptions, communityAlgorithm, communityOptions } from "../parts/community-options.ts";
import { refined } from "../parts/refining.ts";
import {
  type CommunitySearch,
  grouped,
  type Level,
  renumber,
  settleCommunities,
  singleCommunities,
} from "../parts/weighted-level.ts";

export interface LeidenOptions extends CommunityOptions {
  /**
   * How often the whole is gone through, each time from the communities of the time before: more of them cost more, and find better ones.
   * It ends sooner where nothing changes; no vertex gains by moving then. From 1, default 2, as in igraph and leidenalg.
   */
  readonly iterations?: number;
}

/**
 * Communities of high modularity that hang together, each named by the smallest id in it: as `louvain`, but what becomes a vertex
 * of the next graph are well-connected parts of communities. Directions do not count; weights must not be below 0.
 *
 * O(edges) a pass, a few passes an iteration in practice.
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
export function leiden<Id>(options: LeidenOptions = {}): Algorithm<Id, { community: Id }> {
  checkOptions(options, { ...communityOptions, iterations: "a number" }, "leiden");
  const { iterations = 2 } = options;
  demand(Number.isInteger(iterations) && iterations >= 1, {
    doing: "find communities in leiden",
    as: "its iterations must be a whole number from 1",
    got: iterations,
    remedy: "leave it out for 2",
  });
  return communityAlgorithm<Id>("leiden", options, function* (whole, search) {
    let communities = singleCommunities(whole);
    for (let iteration = 0; iteration < iterations; iteration++) {
      const better = yield* improved(whole, communities, search);
      renumber(better);
      if (better.every((community, vertex) => community === communities[vertex])) break;
      communities = better;
    }
    return communities;
  });
}

/** One iteration: from communities of the whole graph to better ones. */
function* improved(
  whole: Level,
  before: Uint32Array,
  search: CommunitySearch,
): Generator<number | undefined, Uint32Array> {
  let level = whole;
  let communities = before.slice();
  const members = singleCommunities(whole);
  for (;;) {
    yield* settleCommunities(level, communities, search);
    let parts = level.total === 0 ? communities.slice() : yield* refined(level, communities, search);
    yield;
    let count = renumber(parts);
    if (count === level.count) {
      // Nothing could be refined: whole communities become vertices.
      parts = communities.slice();
      count = renumber(parts);
    }
    if (count === level.count) break;
    const next = new Uint32Array(count);
    for (let vertex = 0; vertex < level.count; vertex++) next[parts[vertex]!] = communities[vertex]!;
    for (let vertex = 0; vertex < members.length; vertex++) members[vertex] = parts[members[vertex]!]!;
    renumber(next);
    level = grouped(level, parts, count, search.room);
    communities = next;
    yield;
  }
  const connected = connectedParts(level, communities);
  return members.map((member) => connected[member]!);
}

/** Where what is left of a community does not hang together, each of its parts is one: that is never worse. */
function connectedParts(level: Level, communities: Uint32Array): Uint32Array {
  const { count, starts, neighbours } = level;
  const [sources, targets]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < count; vertex++) {
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (other < vertex && communities[other] === communities[vertex]) {
        sources.push(vertex);
        targets.push(other);
      }
    }
  }
  const parts = singleCommunities(level);
  uniteEnds(Uint32Array.from(sources), Uint32Array.from(targets), 0, sources.length, parts);
  flatten(parts);
  return parts;
}
