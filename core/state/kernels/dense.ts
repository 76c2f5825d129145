/** Places that are free hold −1. */
const free = -1;

/**
 * Finds or adds the entry of each key by its distance from `base`: `slots[key − base]` is the entry, so there is nothing to
 * hash, to compare or to mispredict. As `findOrAddSelected` of `hash.ts` otherwise; stops, too, at a key that has no place.
 */
export function placeSelected(
  keys: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  base: number,
  slots: Int32Array,
  entryKeys: Float64Array,
  most: number,
  sizes: Int32Array, // [1], updated
  entries: Int32Array,
): number {
  let size = sizes[0]!;
  let k = from;
  for (; k < to; k++) {
    const key = keys[rows[k]!]!;
    const distance = key - base;
    const slot = distance | 0;
    if (slot !== distance || slot < 0 || slot >= slots.length) break;
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

/** The same for the rows `[from, to)` themselves. */
export function placeRange(
  keys: Float64Array,
  from: number,
  to: number,
  base: number,
  slots: Int32Array,
  entryKeys: Float64Array,
  most: number,
  sizes: Int32Array, // [1], updated
  entries: Int32Array,
): number {
  let size = sizes[0]!;
  let row = from;
  for (; row < to; row++) {
    const key = keys[row]!;
    const distance = key - base;
    const slot = distance | 0;
    if (slot !== distance || slot < 0 || slot >= slots.length) break;
    let entry = slots[slot]!;
    if (entry < 0) {
      if (size === most) break;
      entry = size++;
      sizes[0] = size;
      slots[slot] = entry;
      entryKeys[entry] = key;
    }
    entries[row] = entry;
  }
  return row;
}

/** Puts the first `size` keys, all of which have a place, into `slots`, which is overwritten. */
export function placeAll(entryKeys: Float64Array, size: number, base: number, slots: Int32Array): void {
  slots.fill(free);
  for (let entry = 0; entry < size; entry++) slots[entryKeys[entry]! - base] = entry;
}
