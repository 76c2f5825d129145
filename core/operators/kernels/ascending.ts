/** Numbers of keys from here on stand for texts and others, and say nothing of their order. */
const firstOther = 2 ** 53;

/**
 * How many of the rows from `from` on have keys that ascend, none less than `last[0]`, and none above `bound`: over the rows
 * `selection`, or 0 … `length` − 1. Stops at the first that is above, and says −1 at one that is less. Others than numbers are
 * passed over. `last[0]` becomes the last key of them.
 *
 * Morally: `keys.slice(from).findIndex((key) => key > bound)`.
 */
export function ascendingUpTo(
  keys: Float64Array,
  selection: Int32Array | undefined,
  from: number,
  length: number,
  bound: number,
  last: Float64Array,
): number {
  let before = last[0]!;
  let k = from;
  for (; k < length; k++) {
    const key = keys[selection === undefined ? k : selection[k]!]!;
    if (key >= firstOther) continue;
    if (key < before) return -1;
    if (key > bound) break;
    before = key;
  }
  last[0] = before;
  return k - from;
}

/** Whether all keys are numbers that ascend, none less than `last[0]`, which becomes the last of them. */
export function isAscending(
  keys: Float64Array,
  selection: Int32Array | undefined,
  length: number,
  last: Float64Array,
): number {
  let before = last[0]!;
  for (let k = 0; k < length; k++) {
    const key = keys[selection === undefined ? k : selection[k]!]!;
    if (!(key >= before && key < firstOther)) return 0;
    before = key;
  }
  last[0] = before;
  return 1;
}
