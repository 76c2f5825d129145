/** `startMs + n / 10` of `count` events from `first` on. */
export function fillTimes(first: number, count: number, startMs: number, out: Float64Array): void {
  let time = startMs + Math.floor(first / 10);
  for (let row = 0, next = 10 - (first % 10); row < count; next += 10, time++) {
    const end = Math.min(next, count);
    for (; row < end; row++) out[row] = time;
  }
}
