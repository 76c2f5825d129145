/** The last time that a `Date` can hold. Below 2^53, so that times of whole ms and their windows are exact. */
export const lastTimeMs = 8.64e15;

/** Whether a number can be an event time: what a `Date` can hold. Beyond it a window that begins may never end. */
export function isEventTime(timeMs: number): boolean {
  return Math.abs(timeMs) <= lastTimeMs;
}

/** What must hold for an event time that was given, and what to do about one for which it does not. */
export function eventTimeRule(given: unknown): { readonly rule: string; readonly remedy: string } {
  const sizeMs = typeof given === "number" || typeof given === "bigint" ? Math.abs(Number(given)) : Number.NaN;
  if (!(sizeMs > lastTimeMs && sizeMs < Number.POSITIVE_INFINITY))
    return { rule: "a finite number of ms since the epoch or a Date", remedy: remedyOf(given) };
  return { rule: "ms since the epoch within ±8.64e15, as a Date can hold", remedy: unitOf(sizeMs) };
}

/** Another unit that times may be of. */
export interface TimeUnit {
  readonly looksLike: string;
  readonly remedy: string;
}

/**
 * The unit that a time is likely of which can hardly be meant in ms. Seconds from 2001 to 2099 are ms of January and February
 * 1970, of which some are meant, for instance whole minutes of made-up days; what lies past the year 5138 are microseconds since 1973.
 */
export function likelyUnit(timeMs: number): TimeUnit | undefined {
  if (timeMs >= 978_307_200 && timeMs < 4_102_444_800 && timeMs % 60_000 !== 0) {
    return { looksLike: "times of early 1970, as those of today are in seconds", remedy: "row.at * 1000" };
  }
  if (timeMs < 1e14) return undefined;
  return { looksLike: "times past the year 5138, as those of today are in microseconds", remedy: "row.at / 1000" };
}

/** Nanoseconds have 19 digits from 2001 to 2286. */
function unitOf(size: number): string {
  if (size >= 1e17 && size < 1e19) return "it looks like nanoseconds: divide it by 1e6";
  if (size < 1e17) return "it looks like micro- or nanoseconds: divide it by 1e3 or 1e6";
  return "give ms, as in Date.now()";
}

function remedyOf(given: unknown): string {
  return typeof given === "string" && given !== "undefined"
    ? "parse it, as in Date.parse(row.at)"
    : "filter such rows out before, or give them a time";
}
