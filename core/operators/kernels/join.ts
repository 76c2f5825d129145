// An index of rows by key: `slots` (a power of two long, at most half full) holds the first row of each key, `next` the
// row of the same key that follows, −1 at the end. Keys are doubles; `words` is the same memory as the keys.

/**
 * Indexes the rows `[0, count)` whose key is not `skipped`, the first row of each key first. Gives 1 when some rows share
 * a key, else 0; `next` is right only then.
 */
export function linkRows(
  keys: Float64Array,
  words: Int32Array,
  count: number,
  skipped: number,
  slots: Int32Array, // filled with −1
  next: Int32Array, // [count]
): number {
  const mask = slots.length - 1;
  let shared = 0;
  // From the last row on, so that each finds those behind it in their order.
  for (let row = count - 1; row >= 0; row--) {
    const key = keys[row]!;
    if (key === skipped) continue;
    let hash = Math.imul(words[2 * row]! ^ Math.imul(words[2 * row + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    let first = slots[slot]!;
    while (first >= 0 && keys[first] !== key) {
      slot = (slot + 1) & mask;
      first = slots[slot]!;
    }
    if (first >= 0) shared = 1;
    next[row] = first;
    slots[slot] = row;
  }
  return shared;
}

/** The same where keys are whole numbers in `[least, least + slots.length)`: each has a slot of its own. */
export function linkDense(
  keys: Float64Array,
  count: number,
  skipped: number,
  least: number,
  slots: Int32Array, // filled with −1
  next: Int32Array, // [count]
): number {
  let shared = 0;
  for (let row = count - 1; row >= 0; row--) {
    const key = keys[row]!;
    if (key === skipped) continue;
    const slot = key - least;
    const first = slots[slot]!;
    if (first >= 0) shared = 1;
    next[row] = first;
    slots[slot] = row;
  }
  return shared;
}

/**
 * `found[k]` becomes the first row of the key of row `rows[k]`, or −1, for k in [from, to). In three passes (slot, its row,
 * is it the key's?), the first two without branches: reads that miss the cache overlap so, which is 2–3 times faster.
 */
export function findRows(
  keys: Float64Array,
  words: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  rowKeys: Float64Array,
  found: Int32Array,
): void {
  const mask = slots.length - 1;
  for (let k = from; k < to; k++) {
    const at = rows[k]!;
    let hash = Math.imul(words[2 * at]! ^ Math.imul(words[2 * at + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    found[k] = (hash ^ (hash >>> 13)) & mask;
  }
  for (let k = from; k < to; k++) found[k] = slots[found[k]!]!;
  for (let k = from; k < to; k++) {
    let row = found[k]!;
    const at = rows[k]!;
    const key = keys[at]!;
    if (row < 0 || rowKeys[row] === key) continue;
    let hash = Math.imul(words[2 * at]! ^ Math.imul(words[2 * at + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (row >= 0 && rowKeys[row] !== key) {
      slot = (slot + 1) & mask;
      row = slots[slot]!;
    }
    found[k] = row;
  }
}

/** The same for the rows `[from, to)` themselves. */
export function findRange(
  keys: Float64Array,
  words: Int32Array,
  from: number,
  to: number,
  slots: Int32Array,
  rowKeys: Float64Array,
  found: Int32Array,
): void {
  const mask = slots.length - 1;
  for (let at = from; at < to; at++) {
    let hash = Math.imul(words[2 * at]! ^ Math.imul(words[2 * at + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    found[at] = (hash ^ (hash >>> 13)) & mask;
  }
  for (let at = from; at < to; at++) found[at] = slots[found[at]!]!;
  for (let at = from; at < to; at++) {
    let row = found[at]!;
    const key = keys[at]!;
    if (row < 0 || rowKeys[row] === key) continue;
    let hash = Math.imul(words[2 * at]! ^ Math.imul(words[2 * at + 1]!, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (row >= 0 && rowKeys[row] !== key) {
      slot = (slot + 1) & mask;
      row = slots[slot]!;
    }
    found[at] = row;
  }
}

/** `findRows` in slots made by `linkDense`. */
export function findDenseRows(
  keys: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  least: number,
  slots: Int32Array,
  found: Int32Array,
): void {
  const size = slots.length;
  for (let k = from; k < to; k++) {
    const offset = keys[rows[k]!]! - least;
    const slot = offset >= 0 && offset < size ? offset | 0 : 0;
    found[k] = slot === offset ? slots[slot]! : -1;
  }
}

/** `findRange` in slots made by `linkDense`. */
export function findDenseRange(
  keys: Float64Array,
  from: number,
  to: number,
  least: number,
  slots: Int32Array,
  found: Int32Array,
): void {
  const size = slots.length;
  for (let at = from; at < to; at++) {
    const offset = keys[at]! - least;
    const slot = offset >= 0 && offset < size ? offset | 0 : 0;
    found[at] = slot === offset ? slots[slot]! : -1;
  }
}

/** How many of the whole keys lie in `[out[0], out[1]]`: writes the least and the largest; gives 0 when one is no whole number. */
export function wholeRange(keys: Float64Array, count: number, skipped: number, out: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < count; row++) {
    const key = keys[row]!;
    if (key === skipped) continue;
    if (Math.floor(key) !== key) return 0;
    if (key < least) least = key;
    if (key > largest) largest = key;
  }
  out[0] = least;
  out[1] = largest;
  return 1;
}

/**
 * Writes pairs of row numbers for the found rows `[progress[0], to)` and all that share their key, until `lefts` is full.
 * A row that found none is written once, beside −1, if `keepsUnmatched` is 1. `progress` holds the k to go on with, the
 * right row to go on with there (−2: the first), and how many pairs were written.
 */
export function writePairs(
  found: Int32Array,
  rows: Int32Array, // [] where left rows are k themselves
  to: number,
  next: Int32Array, // [] where no rows share a key
  keepsUnmatched: number,
  lefts: Int32Array,
  rights: Int32Array,
  progress: Int32Array, // [3]
): void {
  const capacity = lefts.length;
  const selected = rows.length > 0;
  const chained = next.length > 0;
  let k = progress[0]!;
  let right = progress[1]!;
  let count = 0;
  for (; k < to && count < capacity; k++) {
    if (right === -2) right = found[k]!;
    const left = selected ? rows[k]! : k;
    if (right < 0) {
      if (keepsUnmatched === 1) {
        lefts[count] = left;
        rights[count++] = -1;
      }
      right = -2;
      continue;
    }
    while (right >= 0 && count < capacity) {
      lefts[count] = left;
      rights[count++] = right;
      right = chained ? next[right]! : -1;
    }
    if (right >= 0) break;
    right = -2;
  }
  progress[0] = k;
  progress[1] = right;
  progress[2] = count;
}

/** How many of the first `count` found a row. */
export function countFound(found: Int32Array, count: number): number {
  let lost = 0;
  for (let k = 0; k < count; k++) lost += found[k]! >>> 31;
  return count - lost;
}

/** Sets `marks[rows[k]] = 1` for each k < count with a row. */
export function markRows(rows: Int32Array, count: number, marks: Uint8Array): void {
  for (let k = 0; k < count; k++) if (rows[k]! >= 0) marks[rows[k]!] = 1;
}

/** Writes to `out` the row of each k < count whose `found` is a row (wanted 1) or is none (wanted 0); gives how many. */
export function selectFound(
  found: Int32Array,
  rows: Int32Array, // [] where rows are k themselves
  count: number,
  wanted: number,
  out: Int32Array,
): number {
  const selected = rows.length > 0;
  let written = 0;
  for (let k = 0; k < count; k++) {
    if ((found[k]! >= 0 ? 1 : 0) !== wanted) continue;
    out[written++] = selected ? rows[k]! : k;
  }
  return written;
}

/** `out[rows[k]] = found[k]` for k < count; rows that found none are written only if `padded` is 1. */
export function placeFound(
  found: Int32Array,
  rows: Int32Array, // [] where rows are k themselves
  count: number,
  padded: number,
  out: Int32Array,
): void {
  const selected = rows.length > 0;
  for (let k = 0; k < count; k++) {
    const row = found[k]!;
    if (row >= 0 || padded === 1) out[selected ? rows[k]! : k] = row;
  }
}

/** Sets `marks[k] = 1` for each k < count that found a row. */
export function markFound(found: Int32Array, count: number, marks: Uint8Array): void {
  for (let k = 0; k < count; k++) if (found[k]! >= 0) marks[k] = 1;
}

/** Writes to `out` each k < count whose mark is as wanted; gives how many. */
export function selectMarked(marks: Uint8Array, count: number, wanted: number, out: Int32Array): number {
  let written = 0;
  for (let k = 0; k < count; k++) {
    out[written] = k;
    if (marks[k] === wanted) written++;
  }
  return written;
}
