import { checkOptions, shown } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { type NumberValue, skipMissing } from "./number-value.ts";
import { addToDigest, mergeDigests, quantilesOf, type TDigest, tDigest } from "./t-digest.ts";
import { takesNumbers } from "./value-check.ts";

export interface QuantileOptions {
  /** Up to this many values (0, 1, …; `Infinity` for all) the result is exact, at 8 bytes each. Default 2048. */
  readonly exactUpTo?: number;
}

/**
 * Several quantiles of `value` at once, in the order asked: see `quantile`, which they cost no more than.
 *
 * @param value A number, or null or undefined to leave the row out.
 * @param probabilities Each in [0, 1].
 * @example
 * ```ts
 * import { from, quantiles } from "millrace";
 *
 * const flights = [{ delay: 0 }, { delay: 10 }, { delay: 20 }];
 * const rows = await from(flights).aggregate({ box: quantiles((flight) => flight.delay, [0.25, 0.5, 0.75]) }).collect();
 * // [{ box: [5, 10, 15] }]
 * ```
 * @see As `quantile`.
 */
export function quantiles<Row, Value extends NumberValue>(
  value: (row: Row) => Value,
  probabilities: readonly number[],
  options: QuantileOptions = {},
): Aggregation<Row, OrNull<Value, number[]>> {
  if (!Array.isArray(probabilities)) {
    throw new TypeError(
      `Cannot build quantiles() as its probabilities must be an array: got ${shown(probabilities)}; ` +
        "use for instance quantiles((row) => row.delay, [0.25, 0.5, 0.75]), or quantile(…, 0.5) for one",
    );
  }
  for (const probability of probabilities) checkProbability("quantiles", probability);
  const asked = [...probabilities];
  return nullWhenEmpty(
    digestAggregate("quantiles", options, (digest) => quantilesOf(digest, asked) ?? null),
    value,
  );
}

/** The folding half of an aggregate over a t-digest, to be finished by `result`. */
export function digestAggregate<Result>(
  name: string,
  options: QuantileOptions,
  result: (digest: TDigest) => Result,
): Aggregate<NumberValue, TDigest, Result> {
  checkOptions(options, { exactUpTo: true }, `${name}()`);
  const { exactUpTo = 2048 } = options;
  checkExactUpTo(name, exactUpTo);
  return {
    name,
    ...takesNumbers(name),
    zero: tDigest,
    add: (partial, value) => {
      if (typeof value !== "number") return skipMissing(name, partial, value);
      addToDigest(partial, value, exactUpTo);
      return partial;
    },
    merge: (left, right) => {
      mergeDigests(left, right, exactUpTo);
      return left;
    },
    result,
  };
}

export function checkProbability(name: string, probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new RangeError(
    `Cannot build ${name}() as a probability must be in [0, 1]: got ${probability}; ` +
      "the 95th percentile is 0.95, the median 0.5",
  );
}

function checkExactUpTo(name: string, exactUpTo: number): void {
  if (exactUpTo >= 0 && (Number.isInteger(exactUpTo) || exactUpTo === Number.POSITIVE_INFINITY)) return;
  throw new RangeError(
    `Cannot build ${name}() as exactUpTo must be 0, 1, … or Infinity: got ${exactUpTo}; ` +
      "leave it out for 2048, or use Infinity to keep every value",
  );
}
