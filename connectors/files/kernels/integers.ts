/** `out[at + i] = value i` of `count` 64-bit integers given as 32-bit words, low first. Returns the first beyond ±(2^53 − 1), or −1. */
export function int64ToFloat64(words: Int32Array, count: number, out: Float64Array, at: number): number {
  for (let value = 0; value < count; value++) {
    const low = words[value * 2]! >>> 0;
    const high = words[value * 2 + 1]!;
    if (high > 0x1fffff || high < -0x200000 || (high === -0x200000 && low === 0)) return value;
    out[at + value] = high * 4294967296 + low;
  }
  return -1;
}

/** The same for unsigned ones. */
export function uint64ToFloat64(words: Int32Array, count: number, out: Float64Array, at: number): number {
  for (let value = 0; value < count; value++) {
    const high = words[value * 2 + 1]! >>> 0;
    if (high > 0x1fffff) return value;
    out[at + value] = high * 4294967296 + (words[value * 2]! >>> 0);
  }
  return -1;
}

/** Divisors above it are of decimals. */
const largestTicks = 2 ** 21;

/**
 * `out[at + i] = value i / divisor`, rounded once: points in time, whose finest digits a double may lack. Whole ms and what is left of
 * them are told apart before anything is rounded, so that a time of ns is the one that µs and ms say. Decimals of more than 2^53 units
 * are rounded to a double first.
 */
export function int64Divided(words: Int32Array, count: number, divisor: number, out: Float64Array, at: number): void {
  // 2^32 in whole divisors and what is left: high · left stays below 2^53.
  const whole = Math.floor(4294967296 / divisor);
  const left = 4294967296 - whole * divisor;
  for (let value = 0; value < count; value++) {
    const low = words[value * 2]! >>> 0;
    const high = words[value * 2 + 1]!;
    if (divisor > largestTicks || (high < 0x200000 && high >= -0x200000)) {
      out[at + value] = (high * 4294967296 + low) / divisor;
      continue;
    }
    const rest = high * left + low;
    const part = Math.floor(rest / divisor);
    out[at + value] = high * whole + part + (rest - part * divisor) / divisor;
  }
}

/** IEEE 754 half precision. */
export function float16ToFloat64(halves: Uint16Array, count: number, out: Float64Array, at: number): void {
  for (let value = 0; value < count; value++) {
    const half = halves[value]!;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    let size = (1024 + fraction) * 2 ** (exponent - 25);
    if (exponent === 0) size = fraction * 2 ** -24;
    else if (exponent === 31) size = fraction === 0 ? Infinity : NaN;
    out[at + value] = half > 32767 ? -size : size;
  }
}

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
