// Smallest and largest value to `bounds[0]` and `[1]`; NaN has no place in an order and is left out. False where there
// is nothing to compare.

export function boundsOfFloat64(values: Float64Array, count: number, bounds: Float64Array): boolean {
  let min = Infinity;
  let max = -Infinity;
  for (let value = 0; value < count; value++) {
    const number = values[value]!;
    if (number < min) min = number;
    if (number > max) max = number;
  }
  bounds[0] = min;
  bounds[1] = max;
  return min <= max;
}

export function boundsOfInt32(values: Int32Array, count: number, bounds: Int32Array): boolean {
  let min = 2147483647;
  let max = -2147483648;
  for (let value = 0; value < count; value++) {
    const number = values[value]!;
    if (number < min) min = number;
    if (number > max) max = number;
  }
  bounds[0] = min;
  bounds[1] = max;
  return count > 0;
}

/** Which values are least and most, by signed 64-bit comparison, to `positions`. */
export function boundsOfInt64(words: Int32Array, count: number, positions: Int32Array): boolean {
  let least = 0;
  let most = 0;
  for (let value = 1; value < count; value++) {
    const high = words[value * 2 + 1]!;
    const low = words[value * 2]! >>> 0;
    const leastHigh = words[least * 2 + 1]!;
    const mostHigh = words[most * 2 + 1]!;
    if (high < leastHigh || (high === leastHigh && low < words[least * 2]! >>> 0)) least = value;
    if (high > mostHigh || (high === mostHigh && low > words[most * 2]! >>> 0)) most = value;
  }
  positions[0] = least;
  positions[1] = most;
  return count > 0;
}
