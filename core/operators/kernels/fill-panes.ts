/**
 * For k in [from, to): `slots[k]` becomes the newest pane of row k's key, which then holds one record more. Panes hold
 * `size` records at most; those that become full are appended to `full`, `count[0]` of them so far. `starts` and `ends`
 * count the records of a key. Gives the first k whose key needs a new pane, or `to`.
 */
export function fillPanes(
  entries: Int32Array, // [k]: entry of the row's key
  from: number,
  to: number,
  size: number,
  heads: Int32Array, // [key entries]
  starts: Float64Array, // [slots]
  ends: Float64Array, // [slots], advanced
  slots: Int32Array, // [k], overwritten
  full: Int32Array, // [rows], appended to
  count: Int32Array, // [1]
): number {
  let filled = count[0]!;
  let k = from;
  for (; k < to; k++) {
    const slot = heads[entries[k]!]!;
    if (slot < 0) break;
    const held = ends[slot]! - starts[slot]!;
    if (held === size) break;
    ends[slot]! += 1;
    slots[k] = slot;
    if (held + 1 === size) full[filled++] = slot;
  }
  count[0] = filled;
  return k;
}
