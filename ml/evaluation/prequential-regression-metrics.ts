import type { Dataset, StepOptions } from "../../core/mod.ts";
import { readParameters } from "../stages/parameters.ts";
import { fadingWeights, type PrequentialOptions, prequentialParameters } from "./prequential-metrics.ts";
import { regressionMetrics } from "./regression-metrics.ts";
import { type Rolling, rolled } from "./rolling-rows.ts";

/** How near the newest predictions of numbers were. */
export interface PrequentialRegressionMetrics {
  /** Rows there were in all. */
  readonly rows: number;
  readonly meanAbsoluteError: number;
  readonly rootMeanSquaredError: number;
  /** The mean of what was less what was predicted. */
  readonly bias: number;
  /** 1 − the squared errors over those of the mean of the rows that count. Where all their labels are the same, 1 if predictions are right, else 0. */
  readonly r2: number;
}

const names = ["meanAbsoluteError", "rootMeanSquaredError", "bias", "r2"] as const;

/**
 * How near predictions of numbers are as a stream goes on: `answered.apply(prequentialRegressionMetrics())`, behind `testThenTrain`, or
 * wherever labels have come. Rows go through one subtask, in order; a row for each so many of them.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { prequentialRegressionMetrics } from "millrace/ml";
 * const answered = from([1, 2, 3, 4].map((label) => ({ label, prediction: label > 2 ? label - 1 : label })));
 * const told = await answered.apply(prequentialRegressionMetrics({ every: 2, window: 2 })).collect();
 * console.log(told.map((row) => row.meanAbsoluteError)); // [0, 1]
 * ```
 * @see Gama, Sebastião, Rodrigues, “On Evaluating Stream Learning Algorithms”, Machine Learning 90, 2013.
 */
export function prequentialRegressionMetrics(
  options: PrequentialOptions = {},
): (dataset: Dataset<object>) => Dataset<PrequentialRegressionMetrics> {
  const { name, onError, ...given } = options;
  const step = { ...(name === undefined ? {} : { name }), ...(onError === undefined ? {} : { onError }) };
  const rolling = regressionOf(given);
  return (dataset) => rolled(rolling, dataset, step);
}

/** What is kept of a row of numbers: what was, and what was predicted. */
export function regressionOf(options: Omit<PrequentialOptions, keyof StepOptions>): Rolling {
  const { label, prediction, window, every, fading } = readParameters(
    "prequentialRegressionMetrics",
    prequentialParameters,
    options,
  );
  return {
    name: "prequentialRegressionMetrics",
    reads: [label, prediction],
    window,
    every,
    width: 2,
    names,
    take: (batch) => {
      const labels = batch.numbers(label);
      const predictions = batch.numbers(prediction);
      return (row, out, at) => {
        out[at] = labels[row]!;
        out[at + 1] = predictions[row]!;
        return Number.isFinite(out[at]!) && Number.isFinite(out[at + 1]!)
          ? undefined
          : notFinite(label, prediction, [labels[row]!, predictions[row]!]);
      };
    },
    tell: (rows, count) => {
      const labels = Float64Array.from({ length: count }, (_, row) => rows[2 * row]!);
      const predictions = Float64Array.from({ length: count }, (_, row) => rows[2 * row + 1]!);
      const metrics = regressionMetrics({ labels, predictions, weights: fadingWeights(count, fading) });
      return names.map((name) => metrics[name]);
    },
  };
}

function notFinite(label: string, prediction: string, got: readonly number[]): RangeError {
  return new RangeError(
    `Cannot evaluate a row as columns ${JSON.stringify(label)} and ${JSON.stringify(prediction)} must hold finite numbers: ` +
      `got ${got.join(" and ")}; leave such rows out`,
  );
}
