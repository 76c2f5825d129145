// Distinct values by open addressing. `table` holds code + 1 (0 is free), its length is a power of two and more than
// `limit`. Each gives every value its code and returns how many distinct ones there are, or −1 once `limit` is passed.

export function distinct32(
  words: Int32Array,
  count: number,
  limit: number,
  table: Int32Array,
  entries: Int32Array, // [limit], overwritten
  codes: Int32Array, // [count], overwritten
): number {
  const mask = table.length - 1;
  let size = 0;
  for (let value = 0; value < count; value++) {
    const word = words[value]!;
    let hash = Math.imul(word, 0x9e3779b1);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    let code = table[slot]! - 1;
    while (code >= 0 && entries[code] !== word) {
      slot = (slot + 1) & mask;
      code = table[slot]! - 1;
    }
    if (code < 0) {
      if (size === limit) return -1;
      code = size++;
      entries[code] = word;
      table[slot] = code + 1;
    }
    codes[value] = code;
  }
  return size;
}

export function distinct64(
  words: Int32Array, // [2 × count]
  count: number,
  limit: number,
  table: Int32Array,
  entries: Int32Array, // [2 × limit], overwritten
  codes: Int32Array, // [count], overwritten
): number {
  const mask = table.length - 1;
  let size = 0;
  for (let value = 0; value < count; value++) {
    const low = words[value * 2]!;
    const high = words[value * 2 + 1]!;
    let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    let code = table[slot]! - 1;
    while (code >= 0 && (entries[code * 2] !== low || entries[code * 2 + 1] !== high)) {
      slot = (slot + 1) & mask;
      code = table[slot]! - 1;
    }
    if (code < 0) {
      if (size === limit) return -1;
      code = size++;
      entries[code * 2] = low;
      entries[code * 2 + 1] = high;
      table[slot] = code + 1;
    }
    codes[value] = code;
  }
  return size;
}

/** Byte strings given as views; an entry is the number of the value that was the first of its kind. */
export function distinctBytes(
  bytes: Uint8Array,
  starts: Int32Array,
  lengths: Int32Array,
  count: number,
  limit: number,
  table: Int32Array,
  entries: Int32Array, // [limit], overwritten
  codes: Int32Array, // [count], overwritten
): number {
  const mask = table.length - 1;
  let size = 0;
  for (let value = 0; value < count; value++) {
    const start = starts[value]!;
    const length = lengths[value]!;
    let hash = length;
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    let code = table[slot]! - 1;
    while (code >= 0) {
      const entry = entries[code]!;
      const other = starts[entry]!;
      let same = lengths[entry] === length ? 0 : length + 1;
      while (same < length && bytes[start + same] === bytes[other + same]) same++;
      if (same === length) break;
      slot = (slot + 1) & mask;
      code = table[slot]! - 1;
    }
    if (code < 0) {
      if (size === limit) return -1;
      code = size++;
      entries[code] = value;
      table[slot] = code + 1;
    }
    codes[value] = code;
  }
  return size;
}
