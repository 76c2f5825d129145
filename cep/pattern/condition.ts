import type { Accepted } from "./accepted.ts";
import { type Comparison, looksBack } from "./comparison.ts";

/** What an event must fulfil to be taken by a step: lambdas and comparisons, joined by and, or, not. */
export type Condition =
  | { readonly kind: "true" }
  | { readonly kind: "event"; readonly test: EventTest }
  | { readonly kind: "match"; readonly test: MatchTest }
  | { readonly kind: "compare"; readonly comparison: Comparison }
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

export function either(left: Condition, right: Condition): Condition {
  return { kind: "or", of: left.kind === "or" ? [...left.of, right] : [left, right] };
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
      return !looksBack(condition.comparison.left) && !looksBack(condition.comparison.right);
    default:
      return condition.of.every(isOfEvent);
  }
}
