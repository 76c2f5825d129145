/** Index slots that are free hold −1. */
export const freeSlot = -1;

/**
 * Two multiplicative rounds over both words of a double's bits: one round alone gave 4.4 probes on strided keys.
 * `low` and `high` are the words in memory order; the result's low bits index a table.
 */
export function hashWords(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

/**
 * Finds or adds the entry of each key: `entries[k]` is the entry of `keys[rows[k]]`. New keys are appended to `entryKeys`
 * from `sizes[0]` on, which is then the new size. `slots` (a power of two long) holds entry numbers. Stops at a new key
 * when there are `most` entries, and gives the k of it; `to` when all is done. `words` is the same memory as `keys`.
 */
export function findOrAddSelected(
  keys: Float64Array,
  words: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  entryKeys: Float64Array,
  most: number,
  sizes: Int32Array, // [1], updated
  entries: Int32Array,
): number {
  const mask = slots.length - 1;
  let size = sizes[0]!;
  let k = from;
  for (; k < to; k++) {
    const row = rows[k]!;
    const key = keys[row]!;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    let entry = slots[slot]!;
    while (entry >= 0 && entryKeys[entry] !== key) {
      slot = (slot + 1) & mask;
      entry = slots[slot]!;
    }
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
export function findOrAddRange(
  keys: Float64Array,
  words: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  entryKeys: Float64Array,
  most: number,
  sizes: Int32Array, // [1], updated
  entries: Int32Array,
): number {
  const mask = slots.length - 1;
  let size = sizes[0]!;
  let row = from;
  for (; row < to; row++) {
    const key = keys[row]!;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    let entry = slots[slot]!;
    while (entry >= 0 && entryKeys[entry] !== key) {
      slot = (slot + 1) & mask;
      entry = slots[slot]!;
    }
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

/** The entry of one key, or −1. */
export function findEntry(key: number, low: number, high: number, slots: Int32Array, entryKeys: Float64Array): number {
  const mask = slots.length - 1;
  let slot = hashWords(low, high) & mask;
  let entry = slots[slot]!;
  while (entry >= 0 && entryKeys[entry] !== key) {
    slot = (slot + 1) & mask;
    entry = slots[slot]!;
  }
  return entry;
}

/** Builds the index of `size` distinct keys anew, given as the words of their doubles; `slots` is overwritten. */
export function buildIndex(entryWords: Int32Array, size: number, slots: Int32Array): void {
  const mask = slots.length - 1;
  slots.fill(freeSlot);
  for (let entry = 0; entry < size; entry++) {
    let slot = hashWords(entryWords[2 * entry]!, entryWords[2 * entry + 1]!) & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    slots[slot] = entry;
  }
}
