import { checkOptions, type KnownOptions } from "../data/options.ts";
import { mustBeCall, mustBeInput, mustBePositive, mustBeSync } from "../dataset/checks.ts";
import { Dataset, type Transform } from "../dataset/dataset.ts";
import { ofStep, type StepOptions, stepOptions } from "../dataset/options.ts";
import { step } from "../dataset/plan-steps.ts";
import type { AsyncContext } from "../operators/async-context.ts";
import { asyncMap } from "../operators/async-map.ts";
import { type Duration, positiveMs } from "../time/duration.ts";
import { type RetryOptions, retryOf } from "./retry-options.ts";

/** How an async function is called. */
export interface AsyncOptions<In, Out> extends StepOptions {
  /**
   * How results leave: as their rows came, or each as soon as it is there. A watermark is a fence either way: no result passes
   * it, so that the rows between two watermarks are the same. Default `"kept"`.
   */
  readonly order?: "kept" | "completion";
  /** Rows in flight at most, from the call until the result has left; beyond, the sources wait. Default 100. */
  readonly capacity?: number;
  /** How long to wait for an answer, all retries included. Default "30s". */
  readonly timeout?: Duration;
  /** What becomes of a row whose time is over. Default: it is a record that cannot be processed, see `onError`. */
  readonly onTimeout?: (row: In) => Out;
  /** Default: no answer is tried again. */
  readonly retry?: RetryOptions<Out>;
}

const known: KnownOptions<AsyncOptions<unknown, unknown>> = {
  order: ["kept", "completion"],
  capacity: true,
  timeout: true,
  onTimeout: true,
  retry: true,
  ...stepOptions,
};

/**
 * Each row as what an async function answers: a call of a service, a look into a database. Many are under way at once. Those
 * that are when a snapshot is taken belong to it as input: after a restore the function is called for them again.
 *
 * @example
 * ```ts
 * import { from, mapAsync } from "millrace";
 * const priceOf = async (item: string) => ({ item, cents: item.length * 100 });
 * const prices = from(["cup", "kettle"]).apply(mapAsync(priceOf, { timeout: "5s", retry: { attempts: 3 } }));
 * console.log(await prices.collect()); // [{ item: "cup", cents: 300 }, { item: "kettle", cents: 600 }]
 * ```
 */
export function mapAsync<In, Out>(
  call: (row: In, context: AsyncContext) => Out | PromiseLike<Out>,
  options: AsyncOptions<In, Out> = {},
): Transform<In, Awaited<Out>> {
  checkOptions(options as AsyncOptions<unknown, unknown>, known, "mapAsync");
  mustBeCall(call, "map rows by an async function", "mapAsync(async (row) => …)");
  const { order = "kept", capacity = 100, timeout = "30s", onTimeout, retry } = options;
  mustBePositive(capacity, "take the capacity of mapAsync", "{ capacity: 100 }");
  if (onTimeout !== undefined) mustBeSync(onTimeout, "take onTimeout of mapAsync", "onTimeout: (row) => null");
  const operator = asyncMap({
    call,
    order,
    capacity,
    timeoutMs: positiveMs(timeout, "timeout"),
    onTimeout,
    retries: retry === undefined ? [] : [retryOf(retry as RetryOptions<unknown>, "the retry of mapAsync")],
  });
  return (input) => {
    mustBeInput(input, "mapAsync");
    return new Dataset(step([input.port], operator, ofStep(options)));
  };
}
