/** How the distance of two clusters comes of those of their parts. */
export type Linkage = "single" | "complete" | "average" | "ward";

/**
 * Merges of the two nearest clusters, again and again: the nearest-neighbour chain, n² steps. Distances are updated by Lance and Williams'
 * formulas; those of `ward` are squares.
 *
 * @returns How many merges there were: n − 1. They come in the order of the chain, not of their distances.
 * @see Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal 1983; Lance, Williams, 1967.
 */
export function mergeNearest(
  distances: Float64Array, // [n × n], symmetric, overwritten
  n: number,
  linkage: Linkage,
  left: Int32Array, // [n − 1], overwritten: a row of the one cluster
  right: Int32Array, // [n − 1], overwritten: a row of the other
  heights: Float64Array, // [n − 1], overwritten: their distance
): number {
  const sizes = new Float64Array(n).fill(1); // 0 for those that are merged into another
  // Clusters that are left, ascending: half of all, on average.
  const live = Int32Array.from({ length: n }, (_, cluster) => cluster);
  let many = n;
  const chain = new Int32Array(n);
  let length = 0;
  let merges = 0;
  while (merges < n - 1) {
    if (length === 0) chain[length++] = live[0]!;
    const top = chain[length - 1]!;
    const before = length > 1 ? chain[length - 2]! : -1;
    // Of equally near ones the one before, so that the chain ends.
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
    if (nearest !== before) {
      chain[length++] = nearest;
      continue;
    }
    length -= 2;
    left[merges] = Math.min(top, nearest);
    right[merges] = Math.max(top, nearest);
    heights[merges++] = least;
    const [into, from] = [Math.min(top, nearest), Math.max(top, nearest)];
    live.copyWithin(live.indexOf(from), live.indexOf(from) + 1, many--);
    unite(distances, n, linkage, sizes, live, many, into, from);
  }
  return merges;
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
