import { type KnownOptions, requireOptions } from "../data/options.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import { distinctChanges } from "../operators/distinct-changes.ts";
import { firstByKey } from "../operators/first-by-key.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { OrderBy } from "../operators/top-order.ts";
import { topRows } from "../operators/top-rows.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";
import { mustBeKeys, mustBeOrderOf } from "./checks.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, keySpecOf, step } from "./plan-steps.ts";
import type { RankBy } from "./top-k.ts";

/** What rows are told apart by: a lambda, a column, or several. */
export type KeyChoice<Row> = ((row: Row) => unknown) | (string & keyof Row) | readonly (string & keyof Row)[];

export interface DeduplicateOptions<Row> extends StepOptions {
  /** Rows of one key are the same. */
  readonly by: KeyChoice<Row>;
  /** Which of them stays. Default `"first"`. */
  readonly keep?: "first" | "last";
  /**
   * What they are first and last by: a column or a function, where null leaves the row out; `"event time"` for the time that
   * `withEventTime` gave them. Default: as they arrive, which also decides between equal ones.
   */
  readonly orderBy?: RankBy<NoInfer<Row>> | "event time";
}

const known: KnownOptions<DeduplicateOptions<never>> = {
  by: true,
  keep: ["first", "last"],
  orderBy: true,
  ...stepOptions,
};

export function chosenKey(choice: KeyChoice<never>): KeySpec {
  if (typeof choice === "function") return keySpecOf(choice as Lambda);
  const names: readonly unknown[] = Array.isArray(choice) ? choice : [choice];
  mustBeKeys(names);
  return keySpecOf(names as readonly string[]);
}

/** Each row once. Of a changelog as long as it is there at all. */
export function distinctStep(input: Port, options: StepOptions): Port {
  // An array, since the row itself may be null.
  const key: KeySpec = { lambda: (row: never) => [row], names: ["key"] };
  const operator = givesChanges(input) ? distinctChanges(key) : firstByKey(key);
  return step([exchangeByKey(input, key)], operator, options, "distinct");
}

/** The first row of each key to arrive; of a changelog the first of those there are. */
export function distinctByStep(input: Port, key: KeySpec, options: StepOptions): Port {
  const operator = givesChanges(input) ? oneOfEach(input, key, "first", undefined) : firstByKey(key);
  return step([exchangeByKey(input, key)], operator, options, "distinctBy");
}

/** The steps of deduplicate: an exchange by key, the one row of each. */
export function deduplicateStep(input: Port, options: DeduplicateOptions<never>): Port {
  requireOptions(options, known, "deduplicate");
  const { keep = "first", orderBy } = options;
  const key = chosenKey(options.by);
  if (orderBy === undefined && keep === "first") return distinctByStep(input, key, ofStep(options));
  const operator = oneOfEach(input, key, keep, orderBy);
  return step([exchangeByKey(input, key)], operator, ofStep(options), "deduplicate");
}

function oneOfEach(
  input: Port,
  key: KeySpec,
  keep: "first" | "last",
  orderBy: DeduplicateOptions<never>["orderBy"],
): ReturnType<typeof topRows> {
  return topRows({
    key,
    by: [orderOf(orderBy, keep === "first" ? "ascending" : "descending")],
    count: 1,
    ties: keep,
    changes: givesChanges(input),
    emit: boundednessOf(input.node) === "bounded" ? "final" : "changes",
  });
}

function orderOf(orderBy: DeduplicateOptions<never>["orderBy"], order: OrderBy["order"]): OrderBy {
  if (orderBy === undefined) return { time: "arrival", order };
  if (typeof orderBy === "function") {
    return { lambda: mustBeOrderOf(orderBy as Lambda, "deduplicate", "orderBy: (row) => row.version"), order };
  }
  if (orderBy === "event time") return { time: "event", order };
  if (typeof orderBy === "string") return { column: orderBy, order };
  throw new TypeError(
    `Cannot deduplicate as orderBy must be a column, a function of the row or "event time": got ${JSON.stringify(orderBy)}; ` +
      'use for instance orderBy: "version", or leave it out to go by arrival',
  );
}
