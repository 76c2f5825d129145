import { checkOptions, type Duration, durationMs, type KnownOptions } from "../../core/mod.ts";
import { automatonSvg } from "../drawing/automaton-svg.ts";
import { automatonText } from "../drawing/automaton-text.ts";
import type { Accepted } from "./accepted.ts";
import { checkPattern } from "./check-pattern.ts";
import { always, both, type Condition, conditionOf, either } from "./condition.ts";
import {
  type AfterMatch,
  anyTime,
  type Contiguity,
  once,
  type Part,
  type PatternSpec,
  type Quantifier,
} from "./part.ts";
import type { Both, Narrowed, Optional, Repeated, RepeatedFrom, Widened, With } from "./step-types.ts";

/** A condition of a step: of the event, or of the event and what was accepted before it. */
export type Where<Event, Steps> = (event: Event, match: Accepted<Steps>) => unknown;

/** A condition after which an event's type is known better. */
export type Guard<Event, Steps, Narrow extends Event> = (event: Event, match: Accepted<Steps>) => event is Narrow;

export interface RepeatOptions {
  /**
   * How long after the event before it each further one may come; of a group, how soon each further round must begin. It
   * bounds the first one, too, where that must come and another step is before it.
   */
  readonly within?: Duration;
}

export interface WithinOptions {
  /**
   * What the time is counted from: the first event of the match, or the one before this step. Default `"first"`. Of a group,
   * of `oneOf` and `inAnyOrder` `"previous"` bounds how soon they begin, by the first part of a group. Of a step that is repeated it says nothing, as in
   * Flink: bound its events by `oneOrMore({ within })`, or put it in a group, `pattern(step.oneOrMore())`, that is bound.
   */
  readonly since?: "first" | "previous";
}

/** Any pattern of one kind of events. */
export interface PatternOf<Event> {
  readonly spec: PatternSpec;
  readonly match: unknown;
  readonly takes: (event: Event) => void;
}

/**
 * What a sequence of events looks like: steps with conditions, one after another. Immutable: each method gives a new
 * pattern. What comes of a match has the names of its steps as keys: the events of each, in order.
 */
export class Pattern<Event, Steps, Last extends string> {
  /** The pattern as plain records. */
  readonly spec: PatternSpec;
  /** Only for its type: what a match of the pattern is. */
  declare readonly match: Steps;
  /** Only for its type: the events that it looks at. */
  declare readonly takes: (event: Event) => void;
  declare private readonly last: Last;

  constructor(spec: PatternSpec) {
    checkPattern(spec);
    this.spec = spec;
  }

  /** Right behind the event before: nothing may come between. */
  next<Name extends string, Narrow extends Event>(
    name: Name,
    where: Guard<Event, With<Steps, Name, Event>, Narrow>,
  ): Pattern<Event, With<Steps, Name, Narrow>, Name>;
  next<Name extends string>(
    name: Name,
    where?: Where<Event, With<Steps, Name, Event>>,
  ): Pattern<Event, With<Steps, Name, Event>, Name>;
  next<More, Names extends string>(
    group: Pattern<Event, More, Names>,
  ): Pattern<Event, Both<Steps, More>, StepsOf<More>>;
  next(part: unknown, where?: unknown): unknown {
    return this.#then("next", part, where);
  }

  /** Behind the event before: what does not fit is passed over, the first that fits is taken. */
  followedBy<Name extends string, Narrow extends Event>(
    name: Name,
    where: Guard<Event, With<Steps, Name, Event>, Narrow>,
  ): Pattern<Event, With<Steps, Name, Narrow>, Name>;
  followedBy<Name extends string>(
    name: Name,
    where?: Where<Event, With<Steps, Name, Event>>,
  ): Pattern<Event, With<Steps, Name, Event>, Name>;
  followedBy<More, Names extends string>(
    group: Pattern<Event, More, Names>,
  ): Pattern<Event, Both<Steps, More>, StepsOf<More>>;
  followedBy(part: unknown, where?: unknown): unknown {
    return this.#then("followedBy", part, where);
  }

  /** Behind the event before, whatever comes between: each event that fits makes a match of its own. */
  followedByAny<Name extends string, Narrow extends Event>(
    name: Name,
    where: Guard<Event, With<Steps, Name, Event>, Narrow>,
  ): Pattern<Event, With<Steps, Name, Narrow>, Name>;
  followedByAny<Name extends string>(
    name: Name,
    where?: Where<Event, With<Steps, Name, Event>>,
  ): Pattern<Event, With<Steps, Name, Event>, Name>;
  followedByAny<More, Names extends string>(
    group: Pattern<Event, More, Names>,
  ): Pattern<Event, Both<Steps, More>, StepsOf<More>>;
  followedByAny(part: unknown, where?: unknown): unknown {
    return this.#then("followedByAny", part, where);
  }

  /** The next event must not be this. */
  notNext(name: string, where?: Where<Event, Steps>): Pattern<Event, Steps, never> {
    return this.#not("next", name, where);
  }

  /** No such event may come before the next step; at the end of a pattern, before its time is over. */
  notFollowedBy(name: string, where?: Where<Event, Steps>): Pattern<Event, Steps, never> {
    return this.#not("followedBy", name, where);
  }

  /** One more condition of the last step: it must hold too. */
  where<Narrow extends Event>(guard: Guard<Event, Steps, Narrow>): Pattern<Event, Narrowed<Steps, Last, Narrow>, Last>;
  where(condition: Where<Event, Steps>): Pattern<Event, Steps, Last>;
  where(condition: unknown): unknown {
    return this.#condition("where", condition, both);
  }

  /** Another condition of the last step: this, or all that was said before; where nothing was, this alone, as in Flink. */
  or<Narrow extends Event>(guard: Guard<Event, Steps, Narrow>): Pattern<Event, Widened<Steps, Last, Narrow>, Last>;
  or(condition: Where<Event, Steps>): Pattern<Event, Widened<Steps, Last, Event>, Last>;
  or(condition: unknown): unknown {
    return this.#condition("or", condition, either);
  }

  /** The last step, or group, may be left out. Said last: `oneOrMore().optional()`. */
  optional(): Pattern<Event, Optional<Steps, Last>, Last> {
    return this.#quantified("optional", (quantifier) => ({ ...quantifier, optional: true }));
  }

  /** Once or more. */
  oneOrMore(options: RepeatOptions = {}): Pattern<Event, Repeated<Steps, Last>, Last> {
    return this.#loop("oneOrMore", 1, options);
  }

  /** So many times, or more. */
  timesOrMore(count: number, options: RepeatOptions = {}): Pattern<Event, Repeated<Steps, Last>, Last> {
    return this.#loop("timesOrMore", count, options);
  }

  /** So many times, or from so many to so many. From 0 is `optional`. */
  times(count: number): Pattern<Event, Repeated<Steps, Last>, Last>;
  times<From extends number>(
    from: From,
    to: number,
    options?: RepeatOptions,
  ): Pattern<Event, RepeatedFrom<Steps, Last, From>, Last>;
  times(from: number, to: number = from, options: RepeatOptions = {}): unknown {
    if (typeof to === "object" && to !== null) {
      const remedy = `say both numbers, times(${from}, ${from}, { within: "5s" })`;
      throw cannot("times", "from so many to so many, with options behind both", "options for a number", remedy);
    }
    return this.#quantified("times", (quantifier) => ({
      ...quantifier,
      ...repeat("times", options),
      kind: "times",
      from: from === 0 ? 1 : from,
      to,
      optional: quantifier.optional || from === 0,
    }));
  }

  /** A loop takes all that it can before the next step is looked at. */
  greedy(): Pattern<Event, Steps, Last> {
    return this.#quantified("greedy", (quantifier) => ({ ...quantifier, greedy: true }));
  }

  /** Nothing may come between the events of the last step. */
  consecutive(): Pattern<Event, Steps, Last> {
    return this.#quantified("consecutive", (quantifier) => ({ ...quantifier, inner: "next" }));
  }

  /** Events of the last step may be left out, too: each choice of them is a match. */
  allowCombinations(): Pattern<Event, Steps, Last> {
    return this.#quantified("allowCombinations", (quantifier) => ({ ...quantifier, inner: "followedByAny" }));
  }

  /** The loop of the last step, or group, is over when an event comes for which this holds; it is not taken by the loop. */
  until(condition: Where<Event, Steps>): Pattern<Event, Steps, Last> {
    return this.#changed((part) => {
      if (part.kind !== "step" && part.kind !== "group")
        throw cannot("until", "of a step or a group that is repeated", part.kind, "say it right behind oneOrMore()");
      if (part.until !== undefined)
        throw cannot("until", "said once", "a second one", "join both conditions by || in one");
      return { ...part, until: whereOf("until", condition) };
    });
  }

  /**
   * How long a match may take: from its first event, or by `{ since: "previous" }` from the event before the last step. An
   * event exactly so much later is too late. Of several bounds from the first event the smallest holds.
   */
  within(duration: Duration, options: WithinOptions = {}): Pattern<Event, Steps, Last> {
    const since = sinceOf(options);
    const ms = durationMs(duration, "within");
    return this.#changed((part) => ({
      ...part,
      within: { ...part.within, ...(since === "first" ? { firstMs: ms } : { previousMs: ms }) },
    }));
  }

  /** What becomes of others that are under way when one has matched. Default `"none"`: nothing. */
  afterMatch(after: AfterMatch): Pattern<Event, Steps, Last> {
    return new Pattern({ ...this.spec, afterMatch: after });
  }

  /**
   * The automaton that looks for the pattern: as text each state with the ways from it, or drawn, states from left to right.
   *
   * @example
   * ```ts
   * import { pattern } from "millrace/cep";
   * const pair = pattern("a", (event: { n: string }) => event.n === "a").followedBy("b", (event) => event.n === "b");
   * console.log(pair.explain());
   * // 0 start a
   * //   takes an event if event.n === "a" → 1 …
   * console.log(pair.explain("svg").slice(0, 4)); // "<svg"
   * ```
   */
  explain(as: "text" | "svg" = "text"): string {
    if (as !== "text" && as !== "svg") throw cannot("explain", '"text" or "svg"', String(as), "leave it out for text");
    return as === "svg" ? automatonSvg(this.spec) : automatonText(this.spec);
  }

  #then(contiguity: Contiguity, part: unknown, where: unknown): unknown {
    return this.#with(partOf(contiguity, part, where));
  }

  #not(contiguity: "next" | "followedBy", name: string, where: unknown): Pattern<Event, Steps, never> {
    return this.#with({ kind: "not", name, contiguity, where: whereOf(name, where), within: anyTime });
  }

  #with(part: Part): Pattern<Event, Steps, never> {
    return new Pattern({ ...this.spec, parts: [...this.spec.parts, part] });
  }

  #condition(
    method: string,
    condition: unknown,
    join: (left: Condition, right: Condition) => Condition,
  ): Pattern<Event, Steps, Last> {
    return this.#changed((part) => {
      if (part.kind !== "step" && part.kind !== "not")
        throw cannot(
          method,
          "of a step, as a group has no condition of its own",
          part.kind,
          "say it of each step in it",
        );
      return { ...part, where: join(part.where, whereOf(method, condition)) };
    });
  }

  #loop(method: string, from: number, options: RepeatOptions): Pattern<Event, Repeated<Steps, Last>, Last> {
    return this.#quantified(method, (quantifier) => ({
      ...quantifier,
      ...repeat(method, options),
      kind: "loop",
      from,
      to: Number.POSITIVE_INFINITY,
    }));
  }

  #quantified<Now>(method: string, change: (quantifier: Quantifier) => Quantifier): Pattern<Event, Now, Last> {
    return this.#changed((part) => {
      if (part.kind === "not")
        throw cannot(
          method,
          "of what takes events",
          `not ${JSON.stringify(part.name)}`,
          "say it of the step before it",
        );
      const quantifier = change(part.quantifier);
      if (quantifier.kind !== part.quantifier.kind && part.quantifier.kind !== "one") {
        const { kind } = part.quantifier;
        throw cannot(method, "the only number of a step", `${kind} before it`, "say one of both");
      }
      if (method !== "optional" && quantifier.optional && quantifier.from !== 0 && part.quantifier.optional) {
        throw cannot(method, "said before optional()", "optional() before it", `say ${method}(…).optional()`);
      }
      return { ...part, quantifier };
    }) as unknown as Pattern<Event, Now, Last>;
  }

  #changed(change: (last: Part) => Part): Pattern<Event, Steps, Last> {
    const { parts } = this.spec;
    return new Pattern({ ...this.spec, parts: [...parts.slice(0, -1), change(parts.at(-1)!)] });
  }
}

type StepsOf<Steps> = Extract<keyof Steps, string>;

/** A part of a name and a condition, or of a pattern. */
export function partOf(contiguity: Contiguity, part: unknown, where: unknown, method: string = contiguity): Part {
  const common = { contiguity, quantifier: once, within: anyTime };
  if (typeof part === "string") {
    return { kind: "step", name: part, where: whereOf(part, where), until: undefined, ...common };
  }
  if (!(part instanceof Pattern)) {
    const remedy = `give them, as in ${method}("name", (event) => …)`;
    throw cannot(method, "of a name and a condition, or of a pattern", typeof part, remedy);
  }
  const parts = partsWithin(part);
  // What is one part already, such as alternatives, needs no group around it.
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && (only.kind === "oneOf" || only.kind === "inAnyOrder")) {
    return { ...only, contiguity };
  }
  return { kind: "group", parts, until: undefined, ...common };
}

/** The parts of a pattern that stands in another, which alone says what becomes of others when it has matched. */
export function partsWithin({ spec }: { readonly spec: PatternSpec }): readonly Part[] {
  if (spec.afterMatch === "none") return spec.parts;
  const got = JSON.stringify(spec.afterMatch);
  throw cannot("afterMatch", "of the whole, not of what stands in it", got, "say it behind the last part of the whole");
}

function whereOf(name: string, where: unknown): Condition {
  if (where === undefined) return always;
  if (typeof where !== "function")
    throw new TypeError(
      `Cannot take a condition of ${JSON.stringify(name)} as it must be a function of the event: got ${where === null ? "null" : typeof where}; ` +
        "use for instance (event) => event.amount > 100",
    );
  mustTakeAll(where as never);
  return conditionOf(mustNotWait(where) as never);
}

const hidden = /^[^(=>]*\(\s*(?:\.\.\.|(?:\{[^}]*\}|[\w$]+)\s*,\s*(?:\.\.\.|[\w$]+\s*=))/;

/** By how many parameters there are it is known what a condition is of, and JavaScript counts none from a default or rest on. */
function mustTakeAll(condition: (...given: never[]) => unknown): void {
  if (condition.length > 1 || !hidden.test(Function.prototype.toString.call(condition))) return;
  throw new TypeError(
    "Cannot take a condition of a pattern whose parameters are a rest or have defaults as by their number it is known whether it looks " +
      "at what was accepted: got a second parameter that is one; write (event) => … or (event, match) => …",
  );
}

/** Nobody waits for what an async function gives. */
function mustNotWait(condition: unknown): unknown {
  if (Object.prototype.toString.call(condition) !== "[object AsyncFunction]") return condition;
  throw new TypeError(
    "Cannot take an async function as a condition of a pattern as nobody waits for it, and its promise would count as true: " +
      "got an async function; use apply(mapAsync(…)) before the pattern for what a function gives later",
  );
}

function sinceOf(options: WithinOptions): "first" | "previous" {
  const isRecord = typeof options === "object" && options !== null;
  const { since = "first", ...unknown } = isRecord ? options : {};
  const isKnown = isRecord && Object.keys(unknown).length === 0;
  if (isKnown && (since === "first" || since === "previous")) return since;
  throw new TypeError(
    `Cannot bound a pattern by within as its options must be { since: "first" } or { since: "previous" }: got ${JSON.stringify(options)}; ` +
      'use for instance within("10m", { since: "previous" })',
  );
}

const repeatOptions: KnownOptions<RepeatOptions> = { within: true };

function repeat(method: string, options: RepeatOptions): Partial<Quantifier> {
  checkOptions(options, repeatOptions, method);
  const { within } = options;
  return within === undefined ? {} : { withinMs: durationMs(within, "within of a step") };
}

function cannot(what: string, must: string, got: string, remedy: string): TypeError {
  return new TypeError(`Cannot say ${what} of a pattern as it must be ${must}: got ${got}; ${remedy}`);
}
