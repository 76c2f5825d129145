import { shuffled } from "./random.ts";
import type { Level } from "./weighted-level.ts";

/** How much worse a choice may be to be made now and then, in weights of edges. */
const randomness = 0.01;

/** What refining knows of parts of communities. */
interface Parts {
  readonly parts: Uint32Array;
  readonly sizes: Uint32Array;
  /** The strengths of the vertices of each, */
  readonly totals: Float64Array;
  /** and the weights of edges from it to the rest of its community. */
  readonly cuts: Float64Array;
  readonly sums: Float64Array;
}

/**
 * Parts of communities that hang together: each vertex that is still alone, and well connected to its community, joins a part of it
 * that is, and that gains by it; which one is left to chance, a better one more likely. Leiden, algorithm A.2, `RefinePartition`.
 */
export function refined(level: Level, communities: Uint32Array, resolution: number, random: () => number): Uint32Array {
  const { count, strengths, total } = level;
  const ofCommunities = new Float64Array(count);
  for (let vertex = 0; vertex < count; vertex++) ofCommunities[communities[vertex]!]! += strengths[vertex]!;
  const state = singleParts(level, communities);
  const isConnected = (cut: number, strength: number, whole: number): boolean =>
    cut >= (resolution * strength * (whole - strength)) / total;
  for (const vertex of shuffled(count, random)) {
    const whole = ofCommunities[communities[vertex]!]!;
    if (
      state.sizes[state.parts[vertex]!] !== 1 ||
      !isConnected(state.cuts[state.parts[vertex]!]!, strengths[vertex]!, whole)
    )
      continue;
    const near = partsNear(level, communities, state, vertex);
    const push = (resolution * strengths[vertex]!) / total;
    const gains = near
      .filter((part) => isConnected(state.cuts[part]!, state.totals[part]!, whole))
      .map((part): [number, number] => [part, state.sums[part]! - push * state.totals[part]!])
      .filter(([, gain]) => gain >= 0);
    const chosen = choice(gains, random);
    if (chosen !== undefined) join(state, vertex, chosen, strengths[vertex]!);
    for (const part of near) state.sums[part] = 0;
  }
  return state.parts;
}

function singleParts({ count, starts, neighbours, weights, strengths }: Level, communities: Uint32Array): Parts {
  const cuts = new Float64Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (other !== vertex && communities[other] === communities[vertex]) cuts[vertex]! += weights[e]!;
    }
  }
  const parts = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  return {
    parts,
    sizes: new Uint32Array(count).fill(1),
    totals: strengths.slice(),
    cuts,
    sums: new Float64Array(count),
  };
}

/** The parts of its community that a vertex has edges to, and in `sums` their weights. */
function partsNear(
  { starts, neighbours, weights }: Level,
  communities: Uint32Array,
  { parts, sums }: Parts,
  vertex: number,
): number[] {
  const near: number[] = [];
  for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
    const other = neighbours[e]!;
    if (other === vertex || communities[other] !== communities[vertex] || weights[e] === 0) continue;
    if (sums[parts[other]!] === 0) near.push(parts[other]!);
    sums[parts[other]!]! += weights[e]!;
  }
  return near;
}

function choice(gains: readonly (readonly [number, number])[], random: () => number): number | undefined {
  const most = Math.max(...gains.map(([, gain]) => gain));
  const shares = gains.map(([, gain]) => Math.exp((gain - most) / randomness));
  let rest = random() * shares.reduce((sum, share) => sum + share, 0);
  const at = shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return gains[at]?.[0];
}

function join({ parts, sizes, totals, cuts, sums }: Parts, vertex: number, part: number, strength: number): void {
  const own = parts[vertex]!;
  cuts[part]! += cuts[own]! - 2 * sums[part]!;
  totals[part]! += strength;
  sizes[part]!++;
  sizes[own] = 0;
  parts[vertex] = part;
}
