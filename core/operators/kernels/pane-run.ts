/** The first k in [from, to) whose row's time is outside [start, end), or `to`. */
export function endOfRun(
  times: Float64Array,
  selection: Int32Array | undefined,
  from: number,
  to: number,
  start: number,
  end: number,
): number {
  let k = from;
  if (selection === undefined) {
    while (k < to && times[k]! >= start && times[k]! < end) k++;
  } else {
    for (; k < to; k++) {
      const time = times[selection[k]!]!;
      if (time < start || time >= end) break;
    }
  }
  return k;
}

/**
 * Orders rows by pane, keeping their order within each: a counting sort. `panes[k]` becomes the pane of row k, counted
 * from `origin` in steps of `paneMs`; `ends[p]` the end of pane p's rows in `out`. `ends` must be zero.
 */
export function bucketByPane(
  times: Float64Array,
  rows: Int32Array, // [length]
  length: number,
  origin: number,
  paneMs: number,
  panes: Int32Array, // [length], overwritten
  ends: Int32Array, // [panes + 1], zero
  out: Int32Array, // [length], overwritten
): void {
  const perMs = 1 / paneMs;
  for (let k = 0; k < length; k++) {
    const since = times[rows[k]!]! - origin;
    // The product may be off by one unit in the last place at a border: the remainder tells.
    let pane = Math.floor(since * perMs);
    const rest = since - pane * paneMs;
    if (rest < 0) pane--;
    else if (rest >= paneMs) pane++;
    panes[k] = pane;
    ends[pane + 1]!++;
  }
  for (let pane = 1; pane < ends.length; pane++) ends[pane]! += ends[pane - 1]!;
  for (let k = 0; k < length; k++) {
    const pane = panes[k]!;
    out[ends[pane]!] = rows[k]!;
    ends[pane]!++;
  }
}
