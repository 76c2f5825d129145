import type { Dataset, StepOptions } from "../../core/mod.ts";
import {
  columnName,
  integer,
  number,
  numbers,
  optional,
  type Parameter,
  readParameters,
} from "../stages/parameters.ts";
import { binaryMetrics } from "./binary-metrics.ts";
import { type Rolling, rolled } from "./rolling-rows.ts";

/** Which rows count, and the columns that they have. */
export interface PrequentialOptions extends StepOptions {
  /** What was. Default `"label"`. */
  readonly label?: string;
  /** What was predicted. Default `"prediction"`. */
  readonly prediction?: string;
  /** Rows that count, the newest. Default 1000. */
  readonly window?: number;
  /** After how many rows numbers are told, and once more at the end. Default 1000. */
  readonly every?: number;
  /** How much less a row counts than the next one, up to 1, the default: all the same. */
  readonly fading?: number;
}

/** … of classes. */
export interface PrequentialMetricsOptions extends PrequentialOptions {
  /** A column of vectors with a probability for each class. Default: none, and no losses and areas of them. */
  readonly probability?: string;
  /** The labels there are, in the order of probabilities. Default 0 and 1. */
  readonly classes?: readonly number[];
}

/** How good the newest answers were. */
export interface PrequentialMetrics {
  /** Rows there were in all. */
  readonly rows: number;
  readonly accuracy: number;
  /** The mean of −log of the probability of what was; null without probabilities. */
  readonly logLoss: number | null;
  /** … under ROC; null without probabilities, of more than two classes, and where only one of them has come. */
  readonly areaUnderROC: number | null;
}

/** Parameters of such metrics. */
export const prequentialParameters: {
  readonly label: Parameter<string>;
  readonly prediction: Parameter<string>;
  readonly window: Parameter<number>;
  readonly every: Parameter<number>;
  readonly fading: Parameter<number>;
} = {
  label: columnName("label"),
  prediction: columnName("prediction"),
  window: integer({ default: 1000, min: 1, unit: "rows" }),
  every: integer({ default: 1000, min: 1, unit: "rows" }),
  fading: number({ default: 1, above: 0, max: 1 }),
};

/**
 * How good answers in classes are as a stream goes on: `answered.apply(prequentialMetrics({ probability: "probability" }))`, behind
 * `testThenTrain`, or wherever labels have come. Rows go through one subtask, in order; a row for each so many of them.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { prequentialMetrics } from "millrace/ml";
 * const answered = from([1, 1, 0, 1].map((label) => ({ label, prediction: 1 })));
 * console.log(await answered.apply(prequentialMetrics({ every: 2 })).collect());
 * // [{ rows: 2, accuracy: 1, logLoss: null, areaUnderROC: null }, { rows: 4, accuracy: 0.75, … }]
 * ```
 * @see Gama, Sebastião, Rodrigues, “On Evaluating Stream Learning Algorithms”, Machine Learning 90, 2013; Brzezinski, Stefanowski,
 *   “Prequential AUC”, Knowledge and Information Systems 52, 2017.
 */
export function prequentialMetrics(
  options: PrequentialMetricsOptions = {},
): (dataset: Dataset<object>) => Dataset<PrequentialMetrics> {
  const { name, onError, ...given } = options;
  const step = { ...(name === undefined ? {} : { name }), ...(onError === undefined ? {} : { onError }) };
  const rolling = metricsOf(given);
  return (dataset) => rolled(rolling, dataset, step);
}

/** What is kept of a row of classes: whether it was right, the probability of what was, what was, the probability of class 1. */
export function metricsOf(options: Omit<PrequentialMetricsOptions, keyof StepOptions>): Rolling {
  const specs = {
    ...prequentialParameters,
    probability: optional(columnName()),
    classes: optional(numbers({ atLeast: 2 })),
  };
  const read = readParameters("prequentialMetrics", specs, options);
  const { label, prediction, probability, window, every, fading, classes = [0, 1] } = read;
  return {
    name: "prequentialMetrics",
    reads: [label, prediction, ...(probability === undefined ? [] : [probability])],
    window,
    every,
    width: 4,
    names: ["accuracy", "logLoss", "areaUnderROC"],
    take: (batch) => {
      const labels = batch.numbers(label);
      const predictions = batch.numbers(prediction);
      const shares = probability === undefined ? undefined : batch.vectors(probability, classes.length).data;
      return (row, out, at) => {
        const known = classes.indexOf(labels[row]!);
        if (known < 0 || Number.isNaN(predictions[row]!)) return unknown(label, prediction, classes, labels[row]!);
        out[at] = Number(labels[row] === predictions[row]);
        out[at + 1] = shares?.[row * classes.length + known] ?? 0;
        out[at + 2] = known;
        out[at + 3] = shares?.[row * classes.length + classes.length - 1] ?? 0;
        if (shares !== undefined && Number.isNaN(out[at + 1]!))
          return unknown(probability!, prediction, classes, Number.NaN);
        return undefined;
      };
    },
    tell: (rows, count) => {
      const weights = fadingWeights(count, fading);
      const accuracy = weighted(rows, weights, 0, (right) => right);
      if (probability === undefined) return [accuracy, null, null];
      const logLoss = weighted(rows, weights, 1, (share) => -Math.log(Math.min(Math.max(share, tiny), 1 - tiny)));
      return [accuracy, logLoss, classes.length === 2 ? areaOf(rows, weights) : null];
    },
  };
}

/** Probabilities of 0 and 1 are this far from them in losses, as scikit-learn has it. */
const tiny = Number.EPSILON;

/** How much each of so many rows counts: 1 for the newest. */
export function fadingWeights(count: number, fading: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => fading ** (count - 1 - at));
}

function weighted(rows: Float64Array, weights: Float64Array, place: number, of: (value: number) => number): number {
  let [sum, all] = [0, 0];
  for (let at = 0; at < weights.length; at++) {
    sum += weights[at]! * of(rows[4 * at + place]!);
    all += weights[at]!;
  }
  return sum / all;
}

function areaOf(rows: Float64Array, weights: Float64Array): number | null {
  const labels = weights.map((_, at) => rows[4 * at + 2]!);
  if (!labels.includes(0) || !labels.includes(1)) return null;
  const scores = weights.map((_, at) => rows[4 * at + 3]!);
  return binaryMetrics({ labels, scores, weights }).areaUnderROC;
}

function unknown(label: string, prediction: string, classes: readonly number[], got: number): RangeError {
  return new RangeError(
    `Cannot evaluate a row as column ${JSON.stringify(label)} must hold one of its classes, ${classes.join(", ")}, and ${JSON.stringify(prediction)} a number: ` +
      `got ${got}; name all classes, or leave such rows out`,
  );
}
