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
