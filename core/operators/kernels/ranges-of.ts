/**
 * The range that each key is in: `ranges[k] = lasts.findIndex((last) => keys[k] <= last)`, where `lasts` ascend and the last of
 * them is +∞. Keys that compare with nothing are in the last one.
 */
export function rangesOf(
  keys: Float64Array, // [rows]
  lasts: Float64Array, // [ranges], ascending
  ranges: Uint16Array, // [rows], out
): void {
  const end = lasts.length - 1;
  for (let k = 0; k < ranges.length; k++) {
    const key = keys[k]!;
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key <= lasts[middle]!) high = middle;
      else low = middle + 1;
    }
    ranges[k] = low;
  }
}
