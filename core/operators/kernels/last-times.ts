/** The last millisecond of each window that ends at a time: `ends[k] - 1`. */
export function lastTimes(ends: Float64Array): Float64Array {
  const times = new Float64Array(ends.length);
  for (let k = 0; k < ends.length; k++) times[k] = ends[k]! - 1;
  return times;
}
