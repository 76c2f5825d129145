import { durationText } from "../../core/mod.ts";
import type { Accepted } from "./accepted.ts";
import type { Comparison } from "./comparison.ts";

/** What an event must fulfil to be taken by a step: lambdas and comparisons, joined by and, or, not. */
export type Condition =
  | { readonly kind: "true" }
  | { readonly kind: "event"; readonly test: EventTest }
  | { readonly kind: "match"; readonly test: MatchTest }
  | {
      readonly kind: "compare";
      readonly comparison: Comparison;
      /** The comparison as text: by it equal ones are known. */
      readonly text: string;
      /** Whether it looks at accepted events. */
      readonly back: boolean;
    }
  | { readonly kind: "and" | "or" | "not"; readonly of: readonly Condition[] };

/** A condition of the event alone: asked once for each event, as a column. */
export type EventTest = (event: never) => unknown;

/** One that looks at what the partial match has accepted so far: asked for each partial match that waits for it. */
export type MatchTest = (event: never, match: Accepted<never>) => unknown;

export const always: Condition = { kind: "true" };

/** A lambda as a condition: with a second parameter it is asked for each partial match. */
export function conditionOf(test: EventTest | MatchTest): Condition {
  return test.length > 1 ? { kind: "match", test } : { kind: "event", test: test as EventTest };
}

export function both(left: Condition, right: Condition): Condition {
  if (left.kind === "true") return right;
  return { kind: "and", of: left.kind === "and" ? [...left.of, right] : [left, right] };
}

/** Where nothing was said there is nothing that another condition is said beside of. */
export function either(left: Condition, right: Condition): Condition {
  if (left.kind === "true") return right;
  return { kind: "or", of: left.kind === "or" ? [...left.of, right] : [left, right] };
}

const soon = new Map<number, Condition>();

/** That an event comes less than so many ms after the one that was accepted before it. */
export function soonAfter(ms: number): Condition {
  const known = soon.get(ms);
  if (known !== undefined) return known;
  const test = (_: never, match: Accepted<never>): boolean => (match as Since).sincePreviousMs < ms;
  const text = `less than ${durationText(ms)} since the event before`;
  const made = { kind: "match", test: Object.assign(test, { toString: () => text }) } as const;
  soon.set(ms, made);
  return made;
}

interface Since extends Accepted<never> {
  readonly sincePreviousMs: number;
}

/** Whether a condition needs the event only. */
export function isOfEvent(condition: Condition): boolean {
  switch (condition.kind) {
    case "true":
    case "event":
      return true;
    case "match":
      return false;
    case "compare":
      return !condition.back;
    default:
      return condition.of.every(isOfEvent);
  }
}

/** Whether a condition has no code in it. */
export function isData(condition: Condition): boolean {
  if (condition.kind === "event" || condition.kind === "match") return false;
  return condition.kind === "true" || condition.kind === "compare" || condition.of.every(isData);
}

/** What two conditions share that are the same: the lambda, or the text of a comparison. */
export function identityOf(condition: Condition): unknown {
  if (condition.kind === "event" || condition.kind === "match") return condition.test;
  if (condition.kind === "compare") return condition.text;
  return textOf(condition) ?? condition;
}

/** Conditions that are data all through as text; undefined for others. */
function textOf(condition: Condition): string | undefined {
  if (condition.kind === "compare") return condition.text;
  if (condition.kind === "event" || condition.kind === "match" || condition.kind === "true") return undefined;
  const parts = condition.of.map(textOf);
  return parts.includes(undefined) ? undefined : `${condition.kind}(${parts.join(",")})`;
}

/** A promise would count as true, whatever it comes to. */
export function truthOf(answer: unknown): boolean {
  if (typeof (answer as { then?: unknown } | null | undefined)?.then !== "function") return Boolean(answer);
  throw new TypeError(
    "Cannot apply a condition of a pattern that gives a promise as nobody waits for it, and it would count as true: " +
      "got a promise; use apply(mapAsync(…)) before the pattern for what a function gives later",
  );
}
