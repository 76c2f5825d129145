/** No place. */
const none = -1;

/**
 * Rows that come to one side of a join, from the k-th on: each is appended to the chain of its key, and is a pair with every row
 * that the other side has of it. Pairs go to `ownPlaces` and `otherPlaces` from `pairs[0]` on. Stops in front of a row whose
 * pairs do not fit there, and gives its k; `to` when all is done. As `KeyChains.append`, and a search, row by row.
 */
export function pairRows(
  from: number,
  to: number,
  entries: Int32Array, // of row k
  places: Int32Array, // of row k
  rows: Int32Array, // the number of row k in `keys`
  keys: Float64Array,
  nullKey: number, // rows of it have no partner
  heads: Int32Array, // [entries]; so the next two
  tails: Int32Array,
  counts: Int32Array,
  next: Int32Array, // [places]
  otherHeads: Int32Array,
  otherCounts: Int32Array,
  otherNext: Int32Array,
  ownPlaces: Int32Array,
  otherPlaces: Int32Array,
  pairs: Int32Array, // [1], updated
): number {
  const most = ownPlaces.length;
  let count = pairs[0]!;
  let k = from;
  for (; k < to; k++) {
    const entry = entries[k]!;
    const isNull = keys[rows[k]!] === nullKey;
    if (!isNull && count + otherCounts[entry]! > most) break;
    const place = places[k]!;
    const tail = tails[entry]!;
    next[place] = none;
    if (tail < 0) heads[entry] = place;
    else next[tail] = place;
    tails[entry] = place;
    counts[entry]!++;
    for (let other = isNull ? none : otherHeads[entry]!; other >= 0; other = otherNext[other]!) {
      ownPlaces[count] = place;
      otherPlaces[count] = other;
      count++;
    }
    pairs[0] = count;
  }
  return k;
}
