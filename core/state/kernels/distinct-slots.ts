// A slot is four words of 32 bits: entry + 1 (0 where it is free), a block of eight values, and a byte for each of them, whose
// bit b says whether set b of the entry has it. One look at memory so tells all about a value of an entry.

/** Values from here on stand for others than 32-bit integers. */
const firstOther = 2 ** 31;

/** Blocks of others begin behind those of all 32-bit integers. */
const firstOtherBlock = 2 ** 28;

/**
 * `masks[k − from] |= bit` for the rows k whose bit in `validity` is set: the sets that each row's value belongs to. Without
 * a branch, as nobody can predict which rows belong to a set.
 */
export function markPresent(
  validity: Uint8Array, // a bit a row
  rows: Int32Array,
  from: number,
  to: number,
  bit: number, // 0, 1, … 7
  masks: Uint8Array,
): void {
  const selected = rows.length > 0;
  for (let k = from; k < to; k++) {
    const row = selected ? rows[k]! : k;
    masks[k - from]! |= ((validity[row >> 3]! >> (row & 7)) & 1) << bit;
  }
}

/**
 * Adds a value to sets of each row's entry: of row `rows[k]`, or `k` where `rows` is empty, `values[row]` to the sets of
 * `entries[k]` whose bits are in `masks[k − from]`, unless it is NaN. `sizes[bit][entry]` counts those that were not there.
 * `foundValues[k]` and `foundSlots[k]` are what was found last for that row: columns often hold the same. There must be room.
 */
export function addDistinct(
  values: Float64Array, // whole numbers in [−2^31, 2^32), or NaN
  masks: Uint8Array,
  rows: Int32Array,
  from: number,
  to: number,
  entries: Int32Array,
  slots: Int32Array, // [4 × a power of two]
  bytes: Uint8Array, // the same memory
  used: Int32Array, // [1], updated
  foundValues: Float64Array,
  foundSlots: Int32Array,
  sizes: readonly Float64Array[],
): void {
  const mask = slots.length / 4 - 1;
  const selected = rows.length > 0;
  for (let k = from; k < to; k++) {
    const wanted = masks[k - from]!;
    const value = values[selected ? rows[k]! : k]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, at no call
    if (wanted === 0 || value !== value) continue;
    const integer = value | 0;
    let slot = foundSlots[k]!;
    if (foundValues[k] !== value) {
      const block = integer === value ? integer >> 3 : firstOtherBlock + ((value - firstOther) >> 3);
      const owner = entries[k]! + 1;
      let hash = Math.imul(block ^ Math.imul(owner, 0x9e3779b1), 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
      slot = (hash ^ (hash >>> 13)) & mask;
      while (slots[4 * slot] !== 0 && (slots[4 * slot] !== owner || slots[4 * slot + 1] !== block)) {
        slot = (slot + 1) & mask;
      }
      if (slots[4 * slot] === 0) {
        slots[4 * slot] = owner;
        slots[4 * slot + 1] = block;
        used[0] = used[0]! + 1;
      }
      foundValues[k] = value;
      foundSlots[k] = slot;
    }
    // Of others the low bits are those of their number from 2^31 on, as 2^31 is a multiple of eight.
    const at = 16 * slot + 8 + (integer & 7);
    const bits = bytes[at]!;
    bytes[at] = bits | wanted;
    for (let fresh = wanted & ~bits; fresh !== 0; fresh &= fresh - 1)
      sizes[31 - Math.clz32(fresh & -fresh)]![entries[k]!]!++;
  }
}

/**
 * Looks at the slot where the search for each row's value begins: one after the other has nothing to wait for, so that the
 * memory of a large table is on its way for all of them at once. What it gives is of no use.
 */
export function touchDistinct(
  values: Float64Array,
  masks: Uint8Array,
  rows: Int32Array,
  from: number,
  to: number,
  entries: Int32Array,
  slots: Int32Array,
  foundValues: Float64Array,
): number {
  const mask = slots.length / 4 - 1;
  const selected = rows.length > 0;
  let seen = 0;
  for (let k = from; k < to; k++) {
    const value = values[selected ? rows[k]! : k]!;
    if (masks[k - from] === 0 || value === foundValues[k]) continue;
    let hash = Math.imul((value >> 3) ^ Math.imul(entries[k]! + 1, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    seen ^= slots[4 * ((hash ^ (hash >>> 13)) & mask)]!;
  }
  return seen;
}

/** Puts all slots that are used into `larger`, which is empty. */
export function moveDistinct(slots: Int32Array, larger: Int32Array): void {
  const mask = larger.length / 4 - 1;
  for (let at = 0; at < slots.length; at += 4) {
    const owner = slots[at]!;
    if (owner === 0) continue;
    const block = slots[at + 1]!;
    let hash = Math.imul(block ^ Math.imul(owner, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let to = (hash ^ (hash >>> 13)) & mask;
    while (larger[4 * to] !== 0) to = (to + 1) & mask;
    larger[4 * to] = owner;
    larger[4 * to + 1] = block;
    larger[4 * to + 2] = slots[at + 2]!;
    larger[4 * to + 3] = slots[at + 3]!;
  }
}

/** Whether all values that are there are 32-bit integers; NaN, which is none, is there only by a bit in `validity`. */
export function areIntegers(
  values: Float64Array,
  validity: Uint8Array, // a bit a row, or empty
  rows: Int32Array,
  length: number,
): boolean {
  const selected = rows.length > 0;
  const nullable = validity.length > 0;
  for (let k = 0; k < length; k++) {
    const row = selected ? rows[k]! : k;
    const value = values[row]!;
    if ((value | 0) === value) continue;
    if (nullable ? ((validity[row >> 3]! >> (row & 7)) & 1) === 1 : !Number.isNaN(value)) return false;
  }
  return true;
}

/** The used slots by entry: those of entry e are `order[starts[e] … starts[e + 1])`. Counting sort. */
export function slotsByEntry(
  slots: Int32Array,
  starts: Int32Array, // [entries + 1], out
  order: Int32Array, // [used slots], out
): void {
  starts.fill(0);
  for (let at = 0; at < slots.length; at += 4) if (slots[at] !== 0) starts[slots[at]!]!++;
  for (let entry = 1; entry < starts.length; entry++) starts[entry]! += starts[entry - 1]!;
  const next = starts.slice();
  for (let at = 0; at < slots.length; at += 4) if (slots[at] !== 0) order[next[slots[at]! - 1]!++] = at;
}
