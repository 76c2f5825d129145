/**
 * Moves values so that the one at `place` is the one that stands there in ascending order, none before it is greater and none behind it less,
 * within [start, end). Without NaN.
 *
 * @see Hoare, "Algorithm 65: Find", CACM 1961; the pivot is that of Floyd and Rivest's SELECT, "Algorithm 489", CACM 1975.
 */
export function select(values: Float64Array, place: number, start: number, end: number): void {
  let low = start;
  let high = end - 1;
  while (high > low) {
    if (high - low > 600) {
      // A sample around where the value will be: the range that is left shrinks to a few √n at once.
      const n = high - low + 1;
      const i = place - low + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * (i - n / 2 < 0 ? -1 : 1);
      const from = Math.max(low, Math.floor(place - (i * s) / n + sd));
      const to = Math.min(high, Math.floor(place + ((n - i) * s) / n + sd));
      select(values, place, from, to + 1);
    }
    const pivot = values[place]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left <= right) {
        const value = values[left]!;
        values[left] = values[right]!;
        values[right] = value;
        left++;
        right--;
      }
    }
    if (right < place) low = left;
    if (left > place) high = right;
  }
}
