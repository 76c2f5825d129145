/**
 * Orders `order` by `words[order[k]]`, keeping the order of equal ones, and writes the words in that order to `sorted`:
 * radix sort from the least significant byte on, bytes that are all equal left out. Words and row numbers move
 * together, so that each word is fetched from its row once. (Bytes: digits of 11 bits cost the same for 32-bit words,
 * whose rarer passes scatter further, and more for narrow ones.)
 *
 * @see Knuth, The Art of Computer Programming 3, §5.2.5 (radix list sort); Friend, JACM 3(3), 1956 (LSD radix sort).
 */
export function radixSort(
  words: Uint32Array, // [rows]
  order: Int32Array, // [length], in and out
  sorted: Uint32Array, // [length], out
  spareOrder: Int32Array, // [length]
  spareWords: Uint32Array, // [length]
): void {
  const length = order.length;
  if (length === 0) return;
  const counts = new Int32Array(4 * 256);
  for (let k = 0; k < length; k++) {
    const word = words[order[k]!]!;
    sorted[k] = word;
    counts[word & 255]!++;
    counts[256 + ((word >>> 8) & 255)]!++;
    counts[512 + ((word >>> 16) & 255)]!++;
    counts[768 + (word >>> 24)]!++;
  }
  let fromOrder = order;
  let fromWords = sorted;
  let toOrder = spareOrder;
  let toWords = spareWords;
  for (let pass = 0; pass < 4; pass++) {
    const shift = 8 * pass;
    const first = 256 * pass;
    if (counts[first + ((fromWords[0]! >>> shift) & 255)] === length) continue;
    let start = 0;
    for (let bucket = first; bucket < first + 256; bucket++) {
      const count = counts[bucket]!;
      counts[bucket] = start;
      start += count;
    }
    for (let k = 0; k < length; k++) {
      const word = fromWords[k]!;
      const bucket = first + ((word >>> shift) & 255);
      const at = counts[bucket]!;
      counts[bucket] = at + 1;
      toWords[at] = word;
      toOrder[at] = fromOrder[k]!;
    }
    const lastOrder = fromOrder;
    const lastWords = fromWords;
    fromOrder = toOrder;
    fromWords = toWords;
    toOrder = lastOrder;
    toWords = lastWords;
  }
  if (fromOrder === order) return;
  order.set(fromOrder);
  sorted.set(fromWords);
}

/** Orders the rows `order[from … to)` by their words, keeping the order of equal ones: insertion sort, for few rows. */
export function insertionSort(words: Uint32Array, order: Int32Array, from: number, to: number): void {
  for (let k = from + 1; k < to; k++) {
    const row = order[k]!;
    const word = words[row]!;
    let at = k;
    while (at > from && words[order[at - 1]!]! > word) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = row;
  }
}

/**
 * Rows whose sorted words tie, from `from` on: runs of at most `shortRun` rows are ordered by their next words. Gives the
 * start of the first longer run, or the length.
 */
export function orderShortTies(
  sorted: Uint32Array,
  nextWords: Uint32Array,
  order: Int32Array,
  from: number,
  shortRun: number,
): number {
  const length = sorted.length;
  let k = from;
  while (k + 1 < length) {
    const word = sorted[k]!;
    if (sorted[k + 1] !== word) {
      k++;
      continue;
    }
    let to = k + 2;
    while (to < length && sorted[to] === word) to++;
    if (to - k > shortRun) return k;
    for (let next = k + 1; next < to; next++) {
      const row = order[next]!;
      const own = nextWords[row]!;
      let at = next;
      while (at > k && nextWords[order[at - 1]!]! > own) {
        order[at] = order[at - 1]!;
        at--;
      }
      order[at] = row;
    }
    k = to;
  }
  return length;
}

/** The start of the next run of equal words from `from` on; the length where there is none. */
export function nextTie(sorted: Uint32Array, from: number): number {
  for (let k = from; k + 1 < sorted.length; k++) if (sorted[k] === sorted[k + 1]) return k;
  return sorted.length;
}

/** The end of the run of equal words that starts at `from`. */
export function endOfTie(sorted: Uint32Array, from: number): number {
  const word = sorted[from]!;
  let k = from + 1;
  while (k < sorted.length && sorted[k] === word) k++;
  return k;
}
