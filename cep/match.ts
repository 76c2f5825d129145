import type { Dataset, KeyedDataset, StepOptions } from "../core/mod.ts";
import { automatonDetails } from "./drawing/automaton-text.ts";
import { matching } from "./matching-step.ts";
import type { EventOf } from "./pattern/accepted.ts";
import { Pattern, type PatternOf } from "./pattern/pattern.ts";
import { patternText } from "./pattern/pattern-text.ts";

export interface MatchOptions<Event> extends StepOptions {
  /**
   * `"event"`, the default: events are looked at in order of their times, when the watermark has reached them, and those that
   * come later leave by the side output `"late"`. `"processing"`: as they come, by the clock.
   */
  readonly time?: "event" | "processing";
  /** The order of events of one time, as for `sort`. Default: as they came. */
  readonly tieOrder?: (left: Event, right: Event) => number;
  /** Partial matches that a key may have; with more, or if they hold 100 times as many events, the job fails. Default 100,000. */
  readonly maxPartialMatches?: number;
  /** Told where a pattern's partial matches may wait for ever, when the step is made. Default: `console.warn`. */
  readonly onWarning?: (warning: string) => void;
}

/** A pattern whose matches are of a type. */
export interface PatternMatching<Event, Steps> extends PatternOf<Event> {
  readonly match: Steps;
}

/** What a match of a pattern holds: the events of each step. */
export type MatchOf<Of extends { readonly match: unknown }> = Of["match"];

/** What was found of a pattern when its time was over: some steps have no events. */
export type TimeoutOf<Of extends { readonly match: unknown }> = {
  readonly [Step in keyof Of["match"]]: readonly EventOf<Of["match"][Step]>[];
};

/**
 * The matches of a pattern: for each the events of every step, with the time of the last of them. By key where the dataset
 * is, otherwise in all events together. Side outputs: `"timeouts"`, what was found of matches whose time is over, and, by event
 * time, `"late"`, events behind the watermark.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { match, pattern } from "millrace/cep";
 * const dip = pattern("high", (quote: { price: number; at: number }) => quote.price > 20)
 *   .next("low", (quote, { last }) => quote.price < last("high")!.price / 2)
 *   .within("1h");
 * const quotes = from([{ price: 30, at: 1 }, { price: 10, at: 2 }]).withEventTime((quote) => quote.at);
 * console.log(await quotes.apply(match(dip)).collect()); // [{ high: [{ price: 30, at: 1 }], low: [{ price: 10, at: 2 }] }]
 * ```
 */
export function match<Event, Steps>(
  pattern: PatternMatching<Event, Steps>,
  options: MatchOptions<Event> = {},
): (input: Dataset<Event> | KeyedDataset<Event, unknown>) => Dataset<Steps> {
  if (!(pattern instanceof Pattern)) throw noPattern(pattern);
  const { spec } = pattern;
  const text = patternText(spec);
  return matching([{ name: "", spec, text }], options, {
    method: "match",
    rowOf: (_name, match) => match,
    called: () => undefined,
    details: { pattern: text, ...automatonDetails(spec) },
    form: text,
  });
}

function noPattern(got: unknown): TypeError {
  const isDataset = typeof got === "object" && got !== null && "port" in got;
  const what = isDataset ? "a dataset" : got === null ? "null" : typeof got;
  return new TypeError(
    `Cannot match what is no pattern: got ${what}; give one, as in events.apply(match(pattern("name", (event) => …)))`,
  );
}
