import { shown } from "../data/options.ts";

/** A length of time: a number of milliseconds, or text such as `"250ms"`, `"5s"`, `"1.5h"`, `"1h 30m"`, `"7d"`. */
export type Duration = number | string;

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Milliseconds of a duration.
 *
 * @param what Names the option, for errors.
 * @example
 * ```ts
 * import { durationMs } from "millrace";
 * console.log(durationMs("1h 30m", "window size")); // 5400000
 * ```
 */
export function durationMs(duration: Duration, what: string): number {
  const ms = typeof duration === "string" ? parsed(duration) : typeof duration === "number" ? duration : undefined;
  if (ms !== undefined && Math.abs(ms) <= Number.MAX_SAFE_INTEGER) return ms;
  if (ms !== undefined && !Number.isNaN(ms)) throw new RangeError(tooLong(duration, what));
  throw new TypeError(
    `Cannot take ${shown(duration)} as ${what} as it must be a duration: got ${Number.isNaN(duration) ? "NaN" : typeof duration}; ` +
      `use milliseconds or text like "250ms", "5s", "10m", "2h", "7d", "1h 30m"`,
  );
}

/** Beyond 2^53 a time and a duration may add up to the time. */
function tooLong(duration: Duration, what: string): string {
  return (
    `Cannot take ${shown(duration)} as ${what} as it must be a duration of less than 2^53 ms: got ${shown(duration)}; ` +
    'durations are in ms, not micro- or nanoseconds: use for instance 5000 or "5s"'
  );
}

/** As `durationMs`, and more than nothing. */
export function positiveMs(duration: Duration, what: string): number {
  const ms = durationMs(duration, what);
  if (ms > 0 && Number.isInteger(ms)) return ms;
  throw new RangeError(
    `Cannot take ${JSON.stringify(duration)} as ${what} as it must be a whole number of ms above 0: got ${ms} ms; use for instance "5s"`,
  );
}

/** As `durationMs`, and not negative. */
export function nonNegativeMs(duration: Duration, what: string): number {
  const ms = durationMs(duration, what);
  if (ms >= 0) return ms;
  throw new RangeError(
    `Cannot take ${JSON.stringify(duration)} as ${what} as it must not be negative: got ${ms} ms; use 0 or more, like "5s"`,
  );
}

/** Text for plans: the largest units that say it exactly. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms) || ms === 0) return `${ms} ms`;
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const;
  const unit = units.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms} ms` : `${ms / unit[1]} ${unit[0]}`;
}

function parsed(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy)];
  const matched = parts.reduce((length, part) => length + part[0].length, 0);
  if (parts.length === 0 || matched !== text.trim().length) return undefined;
  const sizes = parts.map((part) => Number(part[1]) * (unitMs[part[2]!] ?? Number.NaN));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The largest offset + k·size at or below a time; right for negative times. */
export function floorTo(timeMs: number, sizeMs: number, offsetMs: number): number {
  return Math.floor((timeMs - offsetMs) / sizeMs) * sizeMs + offsetMs;
}

/** The largest number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
