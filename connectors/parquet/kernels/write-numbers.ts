/**
 * `words` ← the integers `round(values · factor)` in 64 bits, low word first. Returns the first that is no number
 * within ±`limit` (at most 2^63), or −1.
 */
export function float64ToInt64(
  values: Float64Array,
  count: number,
  factor: number,
  limit: number,
  words: Int32Array, // [2 × count], overwritten
): number {
  for (let value = 0; value < count; value++) {
    const whole = Math.round(values[value]! * factor);
    if (!(whole < limit && whole > -limit)) return value;
    const high = Math.floor(whole / 4294967296);
    words[value * 2] = whole - high * 4294967296;
    words[value * 2 + 1] = high;
  }
  return -1;
}

/** The first value that is no integer below 2^53, or −1. */
export function firstUnsafe(values: Float64Array, count: number): number {
  for (let value = 0; value < count; value++) {
    const number = values[value]!;
    if (!(Math.abs(number) <= 9007199254740991 && Math.floor(number) === number)) return value;
  }
  return -1;
}

/** Days since the epoch of points in time in ms. Returns the first that is no number, or −1. */
export function msToDays(values: Float64Array, count: number, days: Int32Array): number {
  for (let value = 0; value < count; value++) {
    const day = Math.floor(values[value]! / 86400000);
    if (!(Math.abs(day) < 2147483648)) return value;
    days[value] = day;
  }
  return -1;
}

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
