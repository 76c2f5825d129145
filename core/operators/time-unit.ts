import { lastTimeMs } from "../time/event-time.ts";

/** Another unit that times may be of. */
export interface TimeUnit {
  readonly looksLike: string;
  readonly remedy: string;
}

const seconds: TimeUnit = {
  looksLike: "times of early 1970, as those of today are in seconds",
  remedy: "row.at * 1000",
};
const microseconds: TimeUnit = {
  looksLike: "times past the year 5138, as those of today are in microseconds",
  remedy: "row.at / 1000",
};

/**
 * The unit that times are likely of: of most of them, as some rows may have none and say so by a time. Undefined where they
 * do not tell.
 *
 * Seconds from 2001 to 2099 are ms of January and February 1970, of which some are meant: whole minutes of made-up days. Midnights in
 * seconds are whole minutes too, each 25th of them, but then at none of the days' beginnings, but for each 1000th. What lies past
 * the year 5138 are microseconds since 1973.
 *
 * @param times ms, finite where selected.
 * @param selection The rows that count, `count` of them; undefined for the first `count`.
 */
export function likelyUnit(
  times: Float64Array,
  selection: Int32Array | undefined,
  count: number,
): TimeUnit | "ms" | undefined {
  const meant: number[] = [];
  for (let k = 0; k < count; k++) {
    const timeMs = times[selection === undefined ? k : selection[k]!]!;
    if (!standsForNone(timeMs)) meant.push(timeMs);
  }
  if (meant.length === 0) return undefined;
  const middle = Float64Array.from(meant).sort()[meant.length >> 1]!;
  if (middle >= 1e14) return microseconds;
  return mayBeSeconds(middle) ? unitInEarly1970(meant.filter(mayBeSeconds)) : "ms";
}

function mayBeSeconds(timeMs: number): boolean {
  return timeMs >= 978_307_200 && timeMs < 4_102_444_800;
}

function unitInEarly1970(times: readonly number[]): TimeUnit | undefined {
  if (times.some((timeMs) => timeMs % 60_000 !== 0)) return seconds;
  const areMidnights = times.every((time) => time % 86_400 === 0);
  return areMidnights && times.some((timeMs) => timeMs % 86_400_000 !== 0) ? seconds : undefined;
}

/** Beginning of the year 9999, less what time zones move it by. */
const year9999Ms = Date.UTC(9999, 0, 1) - 86_400_000;

/** `9999-12-31` and the like, the last `Date`, and 0. */
function standsForNone(timeMs: number): boolean {
  return (
    timeMs === 0 || Math.abs(timeMs) === lastTimeMs || (timeMs >= year9999Ms && timeMs < year9999Ms + 368 * 86_400_000)
  );
}
