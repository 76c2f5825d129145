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
