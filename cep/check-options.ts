import type { MatchOptions } from "./match.ts";

/** Throws at values of options that would be taken for others, or for no limit. */
export function checkOptions({
  time,
  maxPartialMatches: most,
}: Pick<MatchOptions<never>, "time" | "maxPartialMatches">): void {
  if (time !== undefined && time !== "event" && time !== "processing") {
    throw new TypeError(
      `Cannot match patterns by such a time as it must be "event" or "processing": got ${JSON.stringify(time)}; leave it out for event time`,
    );
  }
  if (most !== undefined && !(Number.isInteger(most) && most > 0)) {
    throw new RangeError(
      `Cannot bound partial matches by maxPartialMatches as it must be a whole number above 0: got ${JSON.stringify(most)}; leave it out for 100,000`,
    );
  }
}
