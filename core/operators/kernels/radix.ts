/** Buckets of a pass: 11 bits of the word. */
const buckets = 2048;

/**
 * Orders `order` by `words[order[k]]`, keeping the order of equal ones: radix sort from the least significant digit on,
 * 11 bits a pass, passes in which all digits are equal left out. Words and row numbers move together, so that each word
 * is fetched from its row once.
 *
 * @see Knuth, The Art of Computer Programming 3, §5.2.5 (radix list sort); Friend, JACM 3(3), 1956 (LSD radix sort).
 */
export function radixSort(
  words: Uint32Array, // [rows]
  order: Int32Array, // [length], the result
  spareOrder: Int32Array, // [length]
  moved: Uint32Array, // [length]
  spareMoved: Uint32Array, // [length]
): void {
  const length = order.length;
  const counts = new Int32Array(3 * buckets);
  for (let k = 0; k < length; k++) {
    const word = words[order[k]!]!;
    moved[k] = word;
    counts[word & 2047]!++;
    counts[buckets + ((word >>> 11) & 2047)]!++;
    counts[2 * buckets + (word >>> 22)]!++;
  }
  let fromOrder = order;
  let fromWords = moved;
  let toOrder = spareOrder;
  let toWords = spareMoved;
  for (let pass = 0; pass < 3; pass++) {
    const shift = 11 * pass;
    const first = pass * buckets;
    if (length === 0 || counts[first + ((fromWords[0]! >>> shift) & 2047)] === length) continue;
    let start = 0;
    for (let bucket = first; bucket < first + buckets; bucket++) {
      const count = counts[bucket]!;
      counts[bucket] = start;
      start += count;
    }
    for (let k = 0; k < length; k++) {
      const word = fromWords[k]!;
      const bucket = first + ((word >>> shift) & 2047);
      const at = counts[bucket]!;
      counts[bucket] = at + 1;
      toWords[at] = word;
      toOrder[at] = fromOrder[k]!;
    }
    [fromOrder, toOrder] = [toOrder, fromOrder];
    [fromWords, toWords] = [toWords, fromWords];
  }
  if (fromOrder !== order) order.set(fromOrder);
}
