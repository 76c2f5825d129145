/**
 * Finds or adds the place of each pair `(left[row], right[row])`, told apart by their bits, and writes it to `out[row]`,
 * which may be `left` itself. Rows are `rows`, or the first `to` where `rows` is empty. New pairs are appended to `pairs`
 * (left and right in turn) from `sizes[0]` on, which is then the new size. `slots` (a power of two long) holds places, −1
 * where free. Stops at a new pair when there are `most`, and gives the k of it; `to` when all is done. The words of the
 * three arrays are the same memory as they.
 */
export function foldPairs(
  leftWords: Int32Array, // [2 × rows]
  rightWords: Int32Array, // [2 × rows]
  rows: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  pairs: Int32Array, // [4 × places], the words of left and right
  most: number,
  sizes: Int32Array, // [1], updated
  out: Float64Array,
): number {
  const selected = rows.length > 0;
  const mask = slots.length - 1;
  let size = sizes[0]!;
  let k = from;
  for (; k < to; k++) {
    const row = selected ? rows[k]! : k;
    const a = leftWords[2 * row]!;
    const b = leftWords[2 * row + 1]!;
    const c = rightWords[2 * row]!;
    const d = rightWords[2 * row + 1]!;
    let slot = hashPair(a, b, c, d) & mask;
    let place = slots[slot]!;
    while (
      place >= 0 &&
      (pairs[4 * place] !== a || pairs[4 * place + 1] !== b || pairs[4 * place + 2] !== c || pairs[4 * place + 3] !== d)
    ) {
      slot = (slot + 1) & mask;
      place = slots[slot]!;
    }
    if (place < 0) {
      if (size === most) break;
      place = size++;
      slots[slot] = place;
      pairs[4 * place] = a;
      pairs[4 * place + 1] = b;
      pairs[4 * place + 2] = c;
      pairs[4 * place + 3] = d;
    }
    out[row] = place;
  }
  sizes[0] = size;
  return k;
}

/** Enters the first `size` pairs into `slots` anew. */
export function indexPairs(pairs: Int32Array, size: number, slots: Int32Array): void {
  const mask = slots.length - 1;
  slots.fill(-1);
  for (let place = 0; place < size; place++) {
    const at = 4 * place;
    let slot = hashPair(pairs[at]!, pairs[at + 1]!, pairs[at + 2]!, pairs[at + 3]!) & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    slots[slot] = place;
  }
}

/** Two multiplicative rounds a double: the low words of small numbers are all 0, what tells them is high in the other. */
function hashPair(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ c ^ Math.imul(d, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
