import { isAfter, type Ordered } from "../aggregates/order.ts";
import { type KnownOptions, requireOptions } from "../data/options.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { type StepOptions, stepOptions } from "./options.ts";
import { keySpecOf } from "./plan-steps.ts";

/** What rows are told apart by: a lambda, a column, or several. */
export type KeyChoice<Row> = ((row: Row) => unknown) | (string & keyof Row) | readonly (string & keyof Row)[];

export interface DeduplicateOptions<Row> extends StepOptions {
  /** Rows of one key are the same. */
  readonly by: KeyChoice<Row>;
  /** Which of them stays. Default `"first"`. */
  readonly keep?: "first" | "last";
  /** What they are first and last by. Default: as they arrive, which also decides between equal ones. */
  readonly orderBy?: (row: Row) => Ordered;
}

const known: KnownOptions<DeduplicateOptions<never>> = {
  by: true,
  keep: ["first", "last"],
  orderBy: true,
  ...stepOptions,
};

export function chosenKey(choice: KeyChoice<never>): KeySpec {
  if (typeof choice === "function") return keySpecOf(choice as Lambda);
  return keySpecOf(typeof choice === "string" ? [choice] : (choice as readonly string[]));
}

/** Chooses between two rows of a key; undefined where that is always the first to arrive. */
export function deduplication<Row>(options: DeduplicateOptions<Row>): ((left: Row, right: Row) => Row) | undefined {
  requireOptions(options, known, "deduplicate");
  const { keep = "first", orderBy } = options;
  if (orderBy === undefined) return keep === "first" ? undefined : (_, right) => right;
  if (keep === "first") return (left, right) => (isAfter(orderBy(left), orderBy(right)) ? right : left);
  return (left, right) => (isAfter(orderBy(left), orderBy(right)) ? left : right);
}
