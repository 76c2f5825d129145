// A slot is two words of 32 bits: the number of an entry (−1 where the slot is free), and the hash of its key, so that the key
// itself, which is elsewhere, is looked at only where it is the one, and a table that grows needs none of them.

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
 * from `sizes[0]` on, which is then the new size. There are a power of two of slots. Stops at a new key
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
  const mask = slots.length / 2 - 1;
  let size = sizes[0]!;
  let k = from;
  for (; k < to; k++) {
    const row = rows[k]!;
    const key = keys[row]!;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    hash ^= hash >>> 13;
    let slot = hash & mask;
    let entry = slots[2 * slot]!;
    while (entry >= 0 && (slots[2 * slot + 1] !== hash || entryKeys[entry] !== key)) {
      slot = (slot + 1) & mask;
      entry = slots[2 * slot]!;
    }
    if (entry < 0) {
      if (size === most) break;
      entry = size++;
      sizes[0] = size;
      slots[2 * slot] = entry;
      slots[2 * slot + 1] = hash;
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
  const mask = slots.length / 2 - 1;
  let size = sizes[0]!;
  let row = from;
  for (; row < to; row++) {
    const key = keys[row]!;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    hash ^= hash >>> 13;
    let slot = hash & mask;
    let entry = slots[2 * slot]!;
    while (entry >= 0 && (slots[2 * slot + 1] !== hash || entryKeys[entry] !== key)) {
      slot = (slot + 1) & mask;
      entry = slots[2 * slot]!;
    }
    if (entry < 0) {
      if (size === most) break;
      entry = size++;
      sizes[0] = size;
      slots[2 * slot] = entry;
      slots[2 * slot + 1] = hash;
      entryKeys[entry] = key;
    }
    entries[row] = entry;
  }
  return row;
}

/**
 * Looks at the slot where the search for each key begins, of rows `[from, to)` or of the selection where there is one: none
 * of them waits for another, so that the memory of a large table is on its way for all at once. What it gives is of no use.
 */
export function touchSlots(words: Int32Array, rows: Int32Array, from: number, to: number, slots: Int32Array): number {
  const mask = slots.length / 2 - 1;
  const selected = rows.length > 0;
  let seen = 0;
  for (let k = from; k < to; k++) {
    const row = selected ? rows[k]! : k;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    seen ^= slots[2 * ((hash ^ (hash >>> 13)) & mask)]!;
  }
  return seen;
}

/** The entry of one key, or −1. */
export function findEntry(key: number, low: number, high: number, slots: Int32Array, entryKeys: Float64Array): number {
  const mask = slots.length / 2 - 1;
  let slot = hashWords(low, high) & mask;
  let entry = slots[2 * slot]!;
  while (entry >= 0 && entryKeys[entry] !== key) {
    slot = (slot + 1) & mask;
    entry = slots[2 * slot]!;
  }
  return entry;
}

/** Builds the index of `size` distinct keys anew, given as the words of their doubles; all slots are free. */
export function buildIndex(entryWords: Int32Array, size: number, slots: Int32Array): void {
  const mask = slots.length / 2 - 1;
  for (let entry = 0; entry < size; entry++) {
    const hash = hashWords(entryWords[2 * entry]!, entryWords[2 * entry + 1]!);
    let slot = hash & mask;
    while (slots[2 * slot]! >= 0) slot = (slot + 1) & mask;
    slots[2 * slot] = entry;
    slots[2 * slot + 1] = hash;
  }
}

/** Puts what is in `slots` into `larger`, all of which is free, in the order of slots: both are passed through from end to end. */
export function moveSlots(slots: Int32Array, larger: Int32Array): void {
  const mask = larger.length / 2 - 1;
  for (let at = 0; at < slots.length; at += 2) {
    const entry = slots[at]!;
    if (entry < 0) continue;
    const hash = slots[at + 1]!;
    let slot = hash & mask;
    while (larger[2 * slot]! >= 0) slot = (slot + 1) & mask;
    larger[2 * slot] = entry;
    larger[2 * slot + 1] = hash;
  }
}
