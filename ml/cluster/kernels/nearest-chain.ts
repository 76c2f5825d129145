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
  const chain = new Int32Array(n);
  let length = 0;
  let merges = 0;
  while (merges < n - 1) {
    if (length === 0) chain[length++] = sizes.findIndex((size) => size > 0);
    const top = chain[length - 1]!;
    const before = length > 1 ? chain[length - 2]! : -1;
    // Of equally near ones the one before, so that the chain ends.
    let nearest = before;
    let least = before < 0 ? Number.POSITIVE_INFINITY : distances[top * n + before]!;
    for (let other = 0; other < n; other++) {
      if (other === top || sizes[other] === 0) continue;
      if (nearest >= 0 && !(distances[top * n + other]! < least)) continue;
      nearest = other;
      least = distances[top * n + other]!;
    }
    if (nearest !== before) {
      chain[length++] = nearest;
      continue;
    }
    length -= 2;
    left[merges] = Math.min(top, nearest);
    right[merges] = Math.max(top, nearest);
    heights[merges++] = least;
    unite(distances, n, linkage, sizes, Math.min(top, nearest), Math.max(top, nearest));
  }
  return merges;
}

/** Cluster `into` becomes itself and `from`, which is no more. */
function unite(
  distances: Float64Array,
  n: number,
  linkage: Linkage,
  sizes: Float64Array,
  into: number,
  from: number,
): void {
  const [a, b, between] = [sizes[into]!, sizes[from]!, distances[into * n + from]!];
  const [rowOfInto, rowOfFrom] = [into * n, from * n];
  sizes[from] = 0;
  for (let other = 0; other < n; other++) {
    const c = sizes[other]!;
    if (c === 0 || other === into) continue;
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
