import { countText } from "../../core/display/mod.ts";
import type { Prepared } from "./matcher.ts";
import type { PartialMatches } from "./partial-matches.ts";

/** So many events of each may the partial matches of a key hold, if they are as many as they may be. */
export const eventsOfPartial = 100;
export const linksBetweenCounts: number = 2 ** 18;

const cannotMatch = "Cannot match any further";

/** The same error of limits with the pattern that reached one. */
export function inPattern(error: unknown, pattern: string): unknown {
  if (!(error instanceof RangeError) || !error.message.startsWith(cannotMatch)) return error;
  return new RangeError(`${cannotMatch} in ${pattern}${error.message.slice(cannotMatch.length)}`);
}

/** How many events the partial matches of a place hold, and matches that wait, each as often as it is held; stops beyond `most`. */
export function heldBy(partials: PartialMatches, place: number, most: number): number {
  const { buffer } = partials;
  let held = 0;
  const count = (partial: number): void => {
    for (let link = partials.linkOf(partial); link >= 0; link = buffer.beforeOf(link)) held++;
  };
  for (let partial = partials.headOf(place); partial >= 0 && held <= most; partial = partials.nextOf(partial)) {
    count(partial);
  }
  for (const match of partials.waitingOf(place)?.matches ?? []) if (held <= most) count(match);
  return held;
}

/** What to say when loops go on and on: there are few partial matches then, but they grow. */
export function tooManyEvents(partials: PartialMatches, place: number, most: number, event: unknown): RangeError {
  return new RangeError(
    `${cannotMatch} as the partial matches of a key may hold ${most.toLocaleString("en-US")} events in all, ${eventsOfPartial} times ` +
      `maxPartialMatches: got more in ${partials.heldCountOf(place).toLocaleString("en-US")} partial matches, after ${short(event)}; ` +
      "narrow the conditions, say within(…) or until(…), skip after a match, or raise maxPartialMatches",
  );
}

/** What to say when a key has more partial matches than the pattern allows: where they stand, and what bounds them. */
export function tooManyPartials(
  { automaton }: Prepared,
  partials: PartialMatches,
  place: number,
  most: number,
  event: unknown,
): RangeError {
  const counts = new Map<string, number>();
  for (let partial = partials.headOf(place); partial >= 0; partial = partials.nextOf(partial)) {
    const { step } = automaton.states[partials.stateOf(partial)]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const where = [...counts].map(([step, count]) => `${count.toLocaleString("en-US")} at ${JSON.stringify(step)}`);
  const waiting = partials.waitingOf(place)?.matches.length ?? 0;
  if (waiting > 0) where.push(`${countText(waiting, "match", "matches")} waiting for what began before them`);
  return new RangeError(
    `${cannotMatch} as a key may have ${most.toLocaleString("en-US")} partial matches at most: got ${where.join(", ")}, after ${short(event)}; ` +
      "narrow the conditions, say within(…), skip after a match, use followedBy in the place of followedByAny, or raise maxPartialMatches",
  );
}

function short(event: unknown): string {
  const text =
    JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)) ?? String(event);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
