/** How the distance of two clusters comes of those of their parts. */
export type Linkage = "single" | "complete" | "average" | "ward";

/** What merges change: `distances` and clusters as they are now, and the chain of nearest neighbours as far as it goes. */
export interface NearestChain {
  readonly linkage: Linkage;
  readonly distances: Float64Array; // [n × n], symmetric
  readonly sizes: Float64Array; // [n]: 0 for those that are merged into another
  /** Clusters that are left, ascending: half of all, on average. */
  readonly live: Int32Array; // [n], of which the first `many` count
  many: number;
  readonly chain: Int32Array; // [n], of which the first `length` count
  length: number;
  merges: number;
  readonly left: Int32Array; // [n − 1]: a row of the one cluster
  readonly right: Int32Array; // [n − 1]: a row of the other
  readonly heights: Float64Array; // [n − 1]: their distance
}

/**
 * Merges of the two nearest clusters, again and again: the nearest-neighbour chain, n² steps; it stops after about so many `looks` at distances, and goes
 * on where it is called again. Distances are updated by Lance and Williams' formulas; those of `ward` are squares. Merges come in the order of
 * the chain, not of their distances.
 *
 * @returns How many merges there are so far: n − 1 in the end.
 * @see Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal 1983; Lance, Williams, 1967.
 */
export function mergeNearest(at: NearestChain, looks: number): number {
  const { distances, sizes, live, chain, left, right, heights, linkage } = at;
  const n = sizes.length;
  for (let looked = 0; at.merges < n - 1 && looked < looks; looked += at.many) {
    if (at.length === 0) chain[at.length++] = live[0]!;
    const top = chain[at.length - 1]!;
    const before = at.length > 1 ? chain[at.length - 2]! : -1;
    const nearest = nearestOf(distances, n, live, at.many, top, before);
    if (nearest !== before) {
      chain[at.length++] = nearest;
      continue;
    }
    at.length -= 2;
    const into = Math.min(top, nearest);
    const from = Math.max(top, nearest);
    left[at.merges] = into;
    right[at.merges] = from;
    heights[at.merges++] = distances[top * n + nearest]!;
    live.copyWithin(live.indexOf(from), live.indexOf(from) + 1, at.many--);
    unite(distances, n, linkage, sizes, live, at.many, into, from);
  }
  return at.merges;
}

/** The cluster nearest to one; of equally near ones that before it, so that the chain ends. */
function nearestOf(
  distances: Float64Array,
  n: number,
  live: Int32Array,
  many: number,
  top: number,
  before: number, // −1 where there is none
): number {
  let nearest = before;
  let least = before < 0 ? Number.POSITIVE_INFINITY : distances[top * n + before]!;
  for (let at = 0, row = top * n; at < many; at++) {
    const other = live[at]!;
    const distance = distances[row + other]!;
    if ((distance < least || nearest < 0) && other !== top) {
      nearest = other;
      least = distance;
    }
  }
  return nearest;
}

/** Cluster `into` becomes itself and `from`, which is no more. */
function unite(
  distances: Float64Array,
  n: number,
  linkage: Linkage,
  sizes: Float64Array,
  live: Int32Array,
  many: number,
  into: number,
  from: number,
): void {
  const [a, b, between] = [sizes[into]!, sizes[from]!, distances[into * n + from]!];
  const [rowOfInto, rowOfFrom] = [into * n, from * n];
  sizes[from] = 0;
  for (let at = 0; at < many; at++) {
    const other = live[at]!;
    if (other === into) continue;
    const c = sizes[other]!;
    const toInto = distances[rowOfInto + other]!;
    const toFrom = distances[rowOfFrom + other]!;
    let distance: number;
    if (linkage === "single") distance = toInto < toFrom ? toInto : toFrom;
    else if (linkage === "complete") distance = toInto > toFrom ? toInto : toFrom;
    else if (linkage === "average") distance = (a * toInto + b * toFrom) / (a + b);
    else distance = ((a + c) * toInto + (b + c) * toFrom - c * between) / (a + b + c);
    distances[rowOfInto + other] = distance;
    distances[other * n + into] = distance;
  }
  sizes[into] = a + b;
}
