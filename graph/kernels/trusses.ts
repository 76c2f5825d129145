/** `support[p] = |{common neighbours of p's ends}|` for the pairs in [from, to): two sorted rows are walked side by side. */
export function countCommon(
  starts: Uint32Array, // [vertices + 1]
  sorted: Uint32Array, // [entries]
  least: Uint32Array, // [pairs]
  greatest: Uint32Array, // [pairs]
  from: number,
  to: number,
  support: Uint32Array, // [pairs], overwritten
): void {
  for (let pair = from; pair < to; pair++) {
    let e = starts[least[pair]!]!;
    let f = starts[greatest[pair]!]!;
    const endOfOne = starts[least[pair]! + 1]!;
    const endOfOther = starts[greatest[pair]! + 1]!;
    let count = 0;
    while (e < endOfOne && f < endOfOther) {
      const one = sorted[e]!;
      const other = sorted[f]!;
      if (one === other) count++;
      if (one <= other) e++;
      if (other <= one) f++;
    }
    support[pair] = count;
  }
}

/**
 * Takes off the pairs in `order[from, to)`, always one with the fewest triangles that are left: `support[p]` becomes the
 * greatest number of them that any pair up to p had. The other two pairs of each triangle lose it.
 */
export function peelPairs(
  starts: Uint32Array, // [vertices + 1]
  sorted: Uint32Array, // [entries]
  pairs: Uint32Array, // [entries]
  least: Uint32Array, // [pairs]
  greatest: Uint32Array, // [pairs]
  from: number,
  to: number,
  order: Uint32Array, // [pairs], by support, ascending
  places: Uint32Array, // [pairs], where in the order each is
  firsts: Uint32Array, // [greatest support + 2], where those of each support begin
  support: Uint32Array, // [pairs]
): void {
  for (let at = from; at < to; at++) {
    const pair = order[at]!;
    const level = support[pair]!;
    let e = starts[least[pair]!]!;
    let f = starts[greatest[pair]!]!;
    const endOfOne = starts[least[pair]! + 1]!;
    const endOfOther = starts[greatest[pair]! + 1]!;
    while (e < endOfOne && f < endOfOther) {
      const one = sorted[e]!;
      const other = sorted[f]!;
      if (one === other && places[pairs[e]!]! > at && places[pairs[f]!]! > at) {
        for (let side = 0; side < 2; side++) {
          const third = side === 0 ? pairs[e]! : pairs[f]!;
          const size = support[third]!;
          if (size <= level) continue;
          const first = firsts[size]!++;
          const moved = order[first]!;
          const place = places[third]!;
          order[place] = moved;
          places[moved] = place;
          order[first] = third;
          places[third] = first;
          support[third] = size - 1;
        }
      }
      if (one <= other) e++;
      if (other <= one) f++;
    }
  }
}
