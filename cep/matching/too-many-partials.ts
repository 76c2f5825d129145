import type { Prepared } from "./matcher.ts";
import type { PartialMatches } from "./partial-matches.ts";

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
  const where = [...counts]
    .map(([step, count]) => `${count.toLocaleString("en-US")} at ${JSON.stringify(step)}`)
    .join(", ");
  return new RangeError(
    `Cannot match any further as a key may have ${most.toLocaleString("en-US")} partial matches at most: got ${where}, after ${short(event)}; ` +
      "narrow the conditions, say within(…), skip after a match, use followedBy in the place of followedByAny, or raise maxPartialMatches",
  );
}

function short(event: unknown): string {
  const text =
    JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)) ?? String(event);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
