/**
 * Finds or adds the entry of each key that packs two whole numbers, `first + step · (left · 2^26 + right)`, by the place of both
 * in a rectangle: `slots[(left − leftBase) · rights + right − rightBase]` is the entry. Rows are `rows`, or `[from, to)` where
 * `rows` is empty. New keys are appended to `entryKeys` from `sizes[0]` on, which is then the new size. Stops at a key that
 * has no place, or a new one when there are `most` entries, and gives the k of it; `to` when all is done.
 */
export function placePairs(
  keys: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  first: number,
  perStep: number, // 1 / step, a power of two
  leftBase: number,
  rightBase: number,
  rights: number,
  slots: Int32Array, // [lefts × rights], −1 where free
  entryKeys: Float64Array,
  most: number,
  sizes: Int32Array, // [1], updated
  entries: Int32Array,
): number {
  const selected = rows.length > 0;
  const lefts = slots.length / rights;
  let size = sizes[0]!;
  let k = from;
  for (; k < to; k++) {
    const key = keys[selected ? rows[k]! : k]!;
    const packed = (key - first) * perStep;
    const high = Math.floor(packed * (1 / 67108864));
    const left = high - leftBase;
    const right = packed - high * 67108864 - rightBase;
    if (!(left >= 0 && left < lefts && right >= 0 && right < rights)) break;
    const slot = (left * rights + right) | 0;
    let entry = slots[slot]!;
    if (entry < 0) {
      if (size === most) break;
      entry = size++;
      sizes[0] = size;
      slots[slot] = entry;
      entryKeys[entry] = key;
    }
    entries[k] = entry;
  }
  return k;
}

/** Puts the first `size` keys, all of which have a place, into `slots`, which is overwritten. */
export function placeAllPairs(
  entryKeys: Float64Array,
  size: number,
  first: number,
  perStep: number,
  leftBase: number,
  rightBase: number,
  rights: number,
  slots: Int32Array,
): void {
  slots.fill(-1);
  for (let entry = 0; entry < size; entry++) {
    const packed = (entryKeys[entry]! - first) * perStep;
    const high = Math.floor(packed * (1 / 67108864));
    slots[(high - leftBase) * rights + packed - high * 67108864 - rightBase] = entry;
  }
}
