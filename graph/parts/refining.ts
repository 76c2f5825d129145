import { inTurns } from "../turns.ts";
import { numbered, shuffle } from "./random.ts";
import type { CommunitySearch, Level } from "./weighted-level.ts";

/** How much worse a choice may be to be made now and then, in weights of edges. */
const randomness = 0.01;

/** Vertices before others may take their turn. */
const turn = 1 << 14;

/** What refining knows of parts of communities. */
interface Parts {
  readonly parts: Uint32Array;
  readonly sizes: Uint32Array;
  /** The strengths of the vertices of each, */
  readonly totals: Float64Array;
  /** and the weights of edges from it to the rest of its community. */
  readonly cuts: Float64Array;
  readonly sums: Float64Array;
  /** The parts that the vertex at hand has edges to, first those that it may join, and what each of these gains. */
  readonly near: Uint32Array;
  readonly gains: Float64Array;
}

/**
 * Parts of communities that hang together: each vertex that is still alone, and well connected to its community, joins a part of it
 * that is, and that gains by it; which one is left to chance, a better one more likely. Leiden, algorithm A.2, `RefinePartition`.
 */
export function* refined(
  level: Level,
  communities: Uint32Array,
  search: CommunitySearch,
): Generator<number | undefined, Uint32Array> {
  const { count, strengths, total } = level;
  const { resolution, random, room } = search;
  const ofCommunities = room.totals.fill(0, 0, count);
  for (let vertex = 0; vertex < count; vertex++) ofCommunities[communities[vertex]!]! += strengths[vertex]!;
  const state = singleParts(level, communities, search);
  const order = shuffle(room.ring.subarray(0, count), random);
  yield;
  const refine = (vertex: number): void => {
    const [own, whole, strength] = [state.parts[vertex]!, ofCommunities[communities[vertex]!]!, strengths[vertex]!];
    const isAlone = state.sizes[own] === 1;
    if (!isAlone || state.cuts[own]! < (resolution * strength * (whole - strength)) / total) return;
    const near = partsNear(level, communities, state, vertex);
    const found = gainsOf(state, near, whole, resolution / total, strength);
    const chosen = choice(state.gains, found, random());
    if (chosen >= 0) join(state, vertex, state.near[chosen]!, strength);
    for (let k = 0; k < near; k++) state.sums[state.near[k]!] = 0;
  };
  yield* inTurns(count, turn, (from, to) => {
    for (let at = from; at < to; at++) refine(order[at]!);
  });
  return state.parts;
}

function singleParts(level: Level, communities: Uint32Array, { room }: CommunitySearch): Parts {
  const { count, starts, neighbours, weights, strengths } = level;
  const { cuts, sums, gains, met: near, sizes, partTotals: totals } = room;
  for (let vertex = 0; vertex < count; vertex++) {
    const community = communities[vertex]!;
    const end = starts[vertex + 1]!;
    let cut = 0;
    for (let e = starts[vertex]!; e < end; e++) {
      const other = neighbours[e]!;
      if (communities[other] === community && other !== vertex) cut += weights[e]!;
    }
    cuts[vertex] = cut;
  }
  totals.set(strengths);
  return { parts: numbered(new Uint32Array(count)), sizes: sizes.fill(1, 0, count), totals, cuts, sums, near, gains };
}

/** Finds the parts of its community that a vertex has edges to, and in `sums` their weights. Gives how many. */
function partsNear(
  { starts, neighbours, weights }: Level,
  communities: Uint32Array,
  { parts, sums, near }: Parts,
  vertex: number,
): number {
  let found = 0;
  for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
    const other = neighbours[e]!;
    if (other === vertex || communities[other] !== communities[vertex] || weights[e] === 0) continue;
    const part = parts[other]!;
    if (sums[part] === 0) near[found++] = part;
    sums[part]! += weights[e]!;
  }
  return found;
}

/** Puts those first that are well connected to their community and gain by the vertex, and says by how much. Gives how many. */
function gainsOf(
  { cuts, totals, sums, near, gains }: Parts,
  count: number,
  whole: number,
  push: number,
  strength: number,
): number {
  let found = 0;
  for (let k = 0; k < count; k++) {
    const part = near[k]!;
    const gain = sums[part]! - push * strength * totals[part]!;
    if (gain < 0 || cuts[part]! < push * totals[part]! * (whole - totals[part]!)) continue;
    near[k] = near[found]!;
    near[found] = part;
    gains[found++] = gain;
  }
  return found;
}

/** The place of one of the gains, a greater one more likely; −1 where there is none. `at` in [0, 1) says which. */
function choice(gains: Float64Array, count: number, at: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) if (gains[k]! > most) most = gains[k]!;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    gains[k] = Math.exp((gains[k]! - most) / randomness);
    sum += gains[k]!;
  }
  let rest = at * sum;
  for (let k = 0; k < count; k++) {
    rest -= gains[k]!;
    if (rest < 0) return k;
  }
  return -1;
}

function join({ parts, sizes, totals, cuts, sums }: Parts, vertex: number, part: number, strength: number): void {
  const own = parts[vertex]!;
  cuts[part]! += cuts[own]! - 2 * sums[part]!;
  totals[part]! += strength;
  sizes[part]!++;
  sizes[own] = 0;
  parts[vertex] = part;
}
