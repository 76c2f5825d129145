import { checkOptions, type KnownOptions } from "../core/mod.ts";
import type { MatchOptions } from "./match.ts";

const known: KnownOptions<MatchOptions<never>> = {
  time: true,
  tieOrder: true,
  maxPartialMatches: true,
  onWarning: true,
  name: true,
  onError: true,
};

/** Throws at options that nobody reads, and at values that would be taken for others, or for no limit. */
export function checkMatchOptions<Event>(options: MatchOptions<Event>, where: string): void {
  checkOptions(options as MatchOptions<never>, known, where);
  const { time, maxPartialMatches: most } = options;
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
  for (const name of ["tieOrder", "onWarning"] as const) {
    if (options[name] === undefined || typeof options[name] === "function") continue;
    throw new TypeError(
      `Cannot set ${name} in ${where} as it must be a function: got ${JSON.stringify(options[name])}; use for instance ${functions[name]}`,
    );
  }
}

const functions = {
  tieOrder: "tieOrder: (left, right) => left.id - right.id",
  onWarning: "onWarning: (warning) => console.log(warning)",
} as const;
