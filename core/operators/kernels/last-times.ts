/** The last millisecond of each window that ends at a time, into `times`: `ends[k] - 1`. */
export function lastTimes(ends: Float64Array, times: Float64Array): void {
  for (let k = 0; k < ends.length; k++) times[k] = ends[k]! - 1;
}
