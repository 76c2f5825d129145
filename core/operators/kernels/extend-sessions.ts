/**
 * For k in [from, to): `slots[k]` becomes the first session of row k's key, which grows to cover the row's
 * `[time, time + gap)`. Gives the first k where that is not all there is to do (the key has no session, the row does not
 * touch it, another one may be touched too, or it has fired already), or `to`.
 */
export function extendSessions(
  times: Float64Array, // [rows]
  selection: Int32Array | undefined,
  entries: Int32Array, // [k]: entry of the row's key
  from: number,
  to: number,
  gapMs: number,
  watermark: number,
  heads: Int32Array, // [key entries]
  next: Int32Array, // [slots]
  starts: Float64Array, // [slots], grown
  ends: Float64Array, // [slots], grown
  slots: Int32Array, // [k], overwritten
): number {
  for (let k = from; k < to; k++) {
    const time = times[selection === undefined ? k : selection[k]!]!;
    const slot = heads[entries[k]!]!;
    if (slot < 0) return k;
    const end = ends[slot]!;
    if (time > end || end - 1 <= watermark) return k;
    if (time < starts[slot]!) {
      if (time + gapMs < starts[slot]! || next[slot]! >= 0) return k;
      starts[slot] = time;
    }
    if (time + gapMs > end) ends[slot] = time + gapMs;
    slots[k] = slot;
  }
  return to;
}
