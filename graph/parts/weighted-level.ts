import type { Snapshot } from "../build/snapshot.ts";
import type { Workspace } from "../build/workspace.ts";
import { orderBySize } from "../kernels/cores.ts";
import { numbered, shuffle } from "./random.ts";

/** A graph without directions whose vertices may each stand for several. */
export interface Level {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly weights: Float64Array;
  /** Weights of each vertex's edges in sum, a self-loop twice. */
  readonly strengths: Float64Array;
  /** Strengths in sum: twice all weights. */
  readonly total: number;
}

/** What a search for communities is by. */
export interface CommunitySearch {
  readonly resolution: number;
  readonly random: () => number;
  readonly room: LevelRoom;
}

/** Arrays that levels have one after the other, as long as the first needs them: levels that each took new ones cost a third more in collections. */
export interface LevelRoom {
  readonly work: Workspace;
  /** Of the level that is made next, and of the one it is made of. */
  readonly levels: [next: LevelArrays, former: LevelArrays];
  readonly communities: Uint32Array;
  readonly totals: Float64Array;
  readonly partTotals: Float64Array;
  /** Zeros between uses. */
  readonly sums: Float64Array;
  readonly cuts: Float64Array;
  readonly gains: Float64Array;
  readonly met: Uint32Array;
  readonly sizes: Uint32Array;
  readonly empty: Uint32Array;
  readonly ring: Uint32Array;
  readonly order: Uint32Array;
  readonly places: Uint32Array;
  readonly waits: Uint8Array;
  readonly state: Float64Array;
}

type LevelArrays = Pick<Level, "starts" | "neighbours" | "weights" | "strengths">;

/** Vertices before others may take their turn. */
const turn = 16_384;

/** The whole graph, without directions. */
export function levelOf(graph: Snapshot, uses: boolean): Level {
  const { both, vertexCount: count, edges, work } = graph;
  const { starts, neighbours } = both;
  const weights = work.float64(neighbours.length).fill(1);
  if (uses && edges.weights !== undefined) {
    for (let e = 0; e < weights.length; e++) weights[e] = edges.weights[both.edges[e]!]!;
  }
  const strengths = work.float64(count);
  for (let vertex = 0; vertex < count; vertex++) {
    let strength = 0;
    const end = starts[vertex + 1]!;
    for (let e = starts[vertex]!; e < end; e++) strength += neighbours[e] === vertex ? 2 * weights[e]! : weights[e]!;
    strengths[vertex] = strength;
  }
  return { count, starts, neighbours, weights, strengths, total: sum(strengths) };
}

export function roomFor({ count, neighbours }: Level, work: Workspace): LevelRoom {
  const level = (): LevelArrays => ({
    starts: work.uint32(count + 1),
    neighbours: work.uint32(neighbours.length),
    weights: work.float64(neighbours.length),
    strengths: work.float64(count),
  });
  const [totals, sums, cuts, gains] = [
    work.float64(count),
    work.float64(count),
    work.float64(count),
    work.float64(count),
  ];
  const [communities, met, sizes, empty] = [
    work.uint32(count),
    work.uint32(count),
    work.uint32(count),
    work.uint32(count),
  ];
  const [ring, order, places, waits] = [work.uint32(count), work.uint32(count), work.uint32(count), work.uint8(count)];
  const numbers = { totals, partTotals: work.float64(count), sums, cuts, gains, state: work.float64(3) };
  return { work, levels: [level(), level()], communities, ...numbers, met, sizes, empty, ring, order, places, waits };
}

/** Gives back what a search had: its first level, and the room for others. */
export function freeLevels({ weights, strengths }: Level, { work, levels, ...arrays }: LevelRoom): void {
  const ofLevels = levels.flatMap((each) => [each.starts, each.neighbours, each.weights, each.strengths]);
  work.free(weights, strengths, ...ofLevels, ...Object.values(arrays));
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

/**
 * Moves vertices among communities until none that waits gains by it: all wait at first, in a random order, and again when a neighbour
 * has moved away (Traag, Waltman, van Eck, 2019; passes over all until none moved took half as long again: Kronecker 2^16, 579 ms, 390).
 */
export function* settleCommunities(
  level: Level,
  communities: Uint32Array,
  { resolution, random, room }: CommunitySearch,
): Generator<number | undefined, void> {
  const { count, starts, neighbours, weights, strengths, total } = level;
  if (total === 0) return;
  const { work, communities: settled, totals, sums, met, sizes, empty, ring, waits, state } = room;
  settled.set(communities);
  totals.fill(0, 0, count);
  sizes.fill(0, 0, count);
  for (let vertex = 0; vertex < count; vertex++) {
    totals[communities[vertex]!]! += strengths[vertex]!;
    sizes[communities[vertex]!]!++;
  }
  let empties = 0;
  for (let community = 0; community < count; community++) if (sizes[community] === 0) empty[empties++] = community;
  shuffle(ring.subarray(0, count), random);
  waits.fill(1, 0, count);
  state.set([0, count, empties]);
  const graph = [starts, neighbours, weights, strengths, total, resolution] as const;
  while (state[1]! > 0) {
    work.run("moveWaiting", ...graph, ring, waits, state, turn, settled, totals, sums, met, sizes, empty, count);
    yield;
  }
  communities.set(settled.subarray(0, count));
}

/** Numbers groups from 0 in the order of their first vertices. Gives how many there are. */
export function renumber(groups: Uint32Array): number {
  let greatest = 0;
  for (let vertex = 0; vertex < groups.length; vertex++) if (groups[vertex]! > greatest) greatest = groups[vertex]!;
  // One more than the number, 0 for none yet.
  const numbers = new Uint32Array(greatest + 1);
  let count = 0;
  for (let vertex = 0; vertex < groups.length; vertex++) {
    const group = groups[vertex]!;
    if (numbers[group] === 0) numbers[group] = ++count;
    groups[vertex] = numbers[group]! - 1;
  }
  return count;
}

/** The graph of groups, which are numbered from 0. It lies where the level before the one that is given did. */
export function grouped(level: Level, groups: Uint32Array, count: number, room: LevelRoom): Level {
  const { starts, neighbours, weights, strengths, total } = level;
  const { work, communities, order, places, sums, levels } = room;
  const next = levels[0];
  levels.reverse();
  orderBySize(groups, new Uint32Array(count + 1), order, places);
  communities.set(groups);
  const of = [
    starts,
    neighbours,
    weights,
    communities,
    order,
    sums,
    next.starts,
    next.neighbours,
    next.weights,
  ] as const;
  const entries = work.run("groupEntries", ...of, level.count, count);
  const groupStrengths = next.strengths.subarray(0, count).fill(0);
  for (let vertex = 0; vertex < level.count; vertex++) groupStrengths[groups[vertex]!]! += strengths[vertex]!;
  return {
    count,
    starts: next.starts.subarray(0, count + 1),
    neighbours: next.neighbours.subarray(0, entries),
    weights: next.weights.subarray(0, entries),
    strengths: groupStrengths,
    total,
  };
}

/** Each vertex a community of its own. */
export function singleCommunities({ count }: Level): Uint32Array {
  return numbered(new Uint32Array(count));
}
