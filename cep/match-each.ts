import type { Dataset, KeyedDataset } from "../core/mod.ts";
import { automatonDetails } from "./drawing/automaton-text.ts";
import type { MatchOptions } from "./match.ts";
import { matching } from "./matching-step.ts";
import { Pattern, type PatternOf } from "./pattern/pattern.ts";
import { patternText } from "./pattern/pattern-text.ts";

/** Patterns of one kind of event, by name. */
export type NamedPatterns<Event> = Readonly<Record<string, PatternOf<Event>>>;

/** A match of one of several patterns, with the name that this has. */
export type MatchOfEach<Each extends Readonly<Record<string, { readonly match: unknown }>>> = {
  [Name in keyof Each]: { readonly pattern: Name; readonly match: Each[Name]["match"] };
}[keyof Each];

/**
 * The matches of several patterns over one input, each with the name of its pattern. They share what waits for the watermark,
 * the conditions that several have, and a store in which each event is once, however many of them hold it. Side outputs and
 * options are those of `match`; `maxPartialMatches` counts for each pattern by itself. Patterns may come and go between two runs:
 * what was under way of one that is gone, or is built otherwise now, is dropped. Of a key, matches come in the order of the events
 * that complete them; those that one event completes of several patterns in no order that stays from run to run: tell them
 * apart by `pattern`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { matchEach, pattern } from "millrace/cep";
 * interface Login { user: string; ok: boolean; at: number }
 * const guessed = pattern("failed", (login: Login) => !login.ok).times(2).next("ok", (login) => login.ok).within("1m");
 * const back = pattern("before", (login: Login) => login.ok).followedBy("again", (login) => login.ok).within("1h");
 * const logins = from([true, false, false, true].map((ok, at): Login => ({ user: "ann", ok, at })));
 * const found = logins.withEventTime((login) => login.at).keyBy("user").apply(matchEach({ guessed, back }));
 * for (const { pattern, match } of await found.collect()) {
 *   console.log(pattern, pattern === "back" ? match.again[0].at : match.ok[0].at); // back 3 and guessed 3
 * }
 * ```
 */
export function matchEach<Event, const Each extends NamedPatterns<Event>>(
  patterns: Each & NamedPatterns<Event>,
  options: MatchOptions<Event> = {},
): (input: Dataset<Event> | KeyedDataset<Event, unknown>) => Dataset<MatchOfEach<Each>> {
  const looked = Object.entries(patterns).map(([name, pattern]) => {
    if (!(pattern instanceof Pattern)) throw noPattern(name, pattern);
    const text = patternText(pattern.spec);
    // What was under way in one automaton cannot go on in another.
    return { name: JSON.stringify([name, text]), given: name, text, spec: pattern.spec };
  });
  if (looked.length === 0)
    throw new TypeError(
      "Cannot match several patterns as there must be one at least: got none; give matchEach({ name: pattern })",
    );
  const givenNames = new Map(looked.map(({ name, given }) => [name, given]));
  return matching<Event, MatchOfEach<Each>>(looked, options, {
    method: "matchEach",
    rowOf: (name, match) => ({ pattern: givenNames.get(name)!, match }),
    called: (name) => givenNames.get(name),
    details: Object.fromEntries(looked.flatMap(({ given, text, spec }) => [[given, text], ...statesOf(given, spec)])),
    form: "each",
  });
}

function statesOf(name: string, spec: Pattern<never, unknown, never>["spec"]): [string, string][] {
  return Object.entries(automatonDetails(spec)).map(([state, ways]) => [`${name} ${state}`, ways]);
}

function noPattern(name: string, got: unknown): TypeError {
  return new TypeError(
    `Cannot match several patterns as ${JSON.stringify(name)} must be a pattern: got ${typeof got}; ` +
      'give each by its name: matchEach({ fraud: pattern("small", (payment) => …) })',
  );
}
