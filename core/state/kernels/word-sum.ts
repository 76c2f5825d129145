/**
 * A checksum of `words[from, to)`: two sums of every other word, each `sum ← (sum ⊕ word) · odd, rotated`, then mixed. It
 * tells every single changed word, and others but one in 2³²; it is no defence against somebody who means to deceive.
 */
export function wordSum(words: Int32Array, from: number, to: number): number {
  let even = 0x9e3779b9 | 0;
  let odd = 0x85ebca6b | 0;
  let at = from;
  for (; at + 1 < to; at += 2) {
    even = Math.imul(even ^ words[at]!, 0xcc9e2d51);
    even = (even << 15) | (even >>> 17);
    odd = Math.imul(odd ^ words[at + 1]!, 0x1b873593);
    odd = (odd << 13) | (odd >>> 19);
  }
  if (at < to) even = Math.imul(even ^ words[at]!, 0xcc9e2d51);
  let sum = Math.imul(even ^ (even >>> 16), 0x85ebca6b) ^ Math.imul(odd ^ (odd >>> 15), 0xc2b2ae35);
  sum ^= sum >>> 13;
  // 0 stands for a record that was never written.
  return sum === 0 ? 1 : sum;
}
