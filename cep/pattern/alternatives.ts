import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { anyTime, type Contiguity, once, type Part } from "./part.ts";
import { Pattern, type PatternOf, partsWithin } from "./pattern.ts";
import type { AnyOf } from "./step-types.ts";

/** Patterns of one kind of event. */
export type Patterns<Event> = readonly [PatternOf<Event>, ...PatternOf<Event>[]];

/**
 * One of several patterns, whichever comes first: what stands at the place of a step. In a match the steps of the others
 * have no events. The first event with which any of them can begin is taken, by all that can.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { match, oneOf, pattern } from "millrace/cep";
 * interface Click { page: string; at: number }
 * const paid = oneOf(
 *   pattern("card", (click: Click) => click.page === "card"),
 *   pattern("bank", (click: Click) => click.page === "bank"),
 * );
 * const funnel = pattern("cart", (click: Click) => click.page === "cart").followedBy(paid);
 * const clicks = from([{ page: "cart", at: 1 }, { page: "bank", at: 2 }]).withEventTime((click) => click.at);
 * console.log(await clicks.apply(match(funnel)).collect()); // [{ cart: [{ page: "cart", … }], card: [], bank: [{ … }] }]
 * ```
 */
export function oneOf<Event, const Branches extends Patterns<Event>>(
  ...branches: Branches & Patterns<Event>
): Pattern<Event, AnyOf<Branches>, Extract<keyof AnyOf<Branches>, string>> {
  if (branches.length === 0) {
    throw new RangeError(
      'Cannot match one of several patterns as there must be one at least: got none; give them, as in oneOf(pattern("a", …), pattern("b", …))',
    );
  }
  return only({ kind: "oneOf", branches: branches.map(partsOf), ...common });
}

/** How the members of `inAnyOrder` follow one another. */
export interface AnyOrderOptions {
  /** How many of the members make it whole. Default: all. */
  readonly atLeast?: number;
  /** What may lie between one member and the next: nothing, what does not fit, or anything. Default `"followedBy"`. */
  readonly contiguity?: Contiguity;
}

/**
 * Several patterns in whatever order, or so many of them: `inAnyOrder([a, b, c], { atLeast: 2 })` is over with the second of
 * them that is. At most eight, as there is a state for each set of those that have come.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { inAnyOrder, match, pattern } from "millrace/cep";
 * const seen = (name: string) => pattern(name, (event: { n: string; at: number }) => event.n === name);
 * const both = inAnyOrder([seen("door"), seen("window")]);
 * const events = from([{ n: "window", at: 1 }, { n: "door", at: 5 }]).withEventTime((event) => event.at);
 * console.log((await events.apply(match(both)).collect()).length); // 1
 * ```
 */
export function inAnyOrder<Event, const Members extends Patterns<Event>>(
  members: Members & Patterns<Event>,
  options: AnyOrderOptions = {},
): Pattern<Event, AnyOf<Members>, Extract<keyof AnyOf<Members>, string>> {
  if (!Array.isArray(members) || members.length === 0) {
    throw new TypeError(
      `Cannot match patterns in any order as they must be in an array, one at least: got ${Array.isArray(members) ? "none" : typeof members}; ` +
        "give them, as in inAnyOrder([a, b, c])",
    );
  }
  checkOptions(options, anyOrderOptions, "inAnyOrder");
  const { atLeast = members.length, contiguity = "followedBy" } = options;
  return only({ kind: "inAnyOrder", members: members.map(partsOf), atLeast, inner: contiguity, ...common });
}

const anyOrderOptions: KnownOptions<AnyOrderOptions> = { atLeast: true, contiguity: true };
const common = { contiguity: "next", quantifier: once, within: anyTime } as const;

function partsOf(branch: PatternOf<never>): readonly Part[] {
  if (branch instanceof Pattern) return partsWithin(branch);
  throw new TypeError(
    `Cannot match alternatives as each must be a pattern: got ${typeof branch}; use pattern("name", (event) => …)`,
  );
}

function only<Of>(part: Part): Of {
  return new Pattern({ parts: [part], afterMatch: "none" }) as Of;
}
