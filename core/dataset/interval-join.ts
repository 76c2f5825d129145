import { type KnownOptions, requireOptions } from "../data/options.ts";
import { type Bound, intervalJoin } from "../operators/interval-join.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { Port } from "../plan/node.ts";
import { type Duration, durationMs } from "../time/duration.ts";
import { mustBeLambda } from "./checks.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, step } from "./plan-steps.ts";

/** A bound of an interval: `"-5s"` belongs to it, `{ above: "-5s" }` and `{ below: "5s" }` only come near. */
export interface IntervalJoinOptions<Left, Right, Out> extends StepOptions {
  /** How much later than the left row, at least, the right one may be; negative for earlier. Default: any. */
  readonly lower?: Duration | { readonly above: Duration };
  /** How much later than the left row, at most. Default: any. */
  readonly upper?: Duration | { readonly below: Duration };
  /** The row that a pair makes. */
  readonly select: (left: Left, right: Right) => Out;
}

const known: KnownOptions<IntervalJoinOptions<never, never, unknown>> = {
  lower: true,
  upper: true,
  select: true,
  ...stepOptions,
};

interface KeyedPort {
  readonly port: Port;
  readonly key: KeySpec;
}

export function intervalJoinStep(
  left: KeyedPort,
  right: KeyedPort,
  options: IntervalJoinOptions<never, never, unknown>,
): Port {
  requireOptions(options, known, "intervalJoin");
  mustBeLambda(options.select, "join by an interval", "select: (left, right) => ({ ...left, ...right })");
  const lower = lowerBound(options.lower);
  const upper = upperBound(options.upper);
  checkBounds(lower, upper);
  const operator = intervalJoin({ keys: [left.key, right.key], lower, upper, select: options.select });
  return step([exchangeByKey(left.port, left.key), exchangeByKey(right.port, right.key)], operator, ofStep(options));
}

function lowerBound(bound: IntervalJoinOptions<never, never, unknown>["lower"]): Bound {
  if (bound === undefined) return { ms: Number.NEGATIVE_INFINITY, edge: "inclusive" };
  return typeof bound === "object"
    ? { ms: durationMs(bound.above, "the lower bound of an interval join"), edge: "exclusive" }
    : { ms: durationMs(bound, "the lower bound of an interval join"), edge: "inclusive" };
}

function upperBound(bound: IntervalJoinOptions<never, never, unknown>["upper"]): Bound {
  if (bound === undefined) return { ms: Number.POSITIVE_INFINITY, edge: "inclusive" };
  return typeof bound === "object"
    ? { ms: durationMs(bound.below, "the upper bound of an interval join"), edge: "exclusive" }
    : { ms: durationMs(bound, "the upper bound of an interval join"), edge: "inclusive" };
}

function checkBounds(lower: Bound, upper: Bound): void {
  if (lower.ms <= upper.ms) return;
  throw new RangeError(
    `Cannot join by an interval as its lower bound must not exceed its upper one: got ${lower.ms} ms and ${upper.ms} ms; ` +
      "bounds are how much later the right row is than the left one: swap them, or the sides",
  );
}
