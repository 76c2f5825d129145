/**
 * Marks the blocks of `1 << shift` entries that `entries[from … to)` lie in; gives how many were not marked before, whose
 * numbers are in `fresh` then. Morally: `fresh = unique(entries.map((entry) => entry >> shift)).filter((block) => !dirty[block])`.
 */
export function touchBlocks(
  entries: Int32Array,
  from: number,
  to: number,
  shift: number,
  dirty: Uint8Array, // [blocks], 1 where marked
  fresh: Int32Array, // [blocks], overwritten
): number {
  let count = 0;
  for (let k = from; k < to; k++) {
    const block = entries[k]! >>> shift;
    if (dirty[block] === 0) {
      dirty[block] = 1;
      fresh[count++] = block;
    }
  }
  return count;
}
