import { scaled } from "../feature/scaled.ts";
import { deviationOf, type Moments, momentsOf, type StandardScalerOptions } from "../feature/standard-scaler.ts";
import { inPlace, inverseOf, vectorParameters } from "../feature/vector-stage.ts";
import { choice, type ParametersOf, yesNo } from "../stages/parameters.ts";
import type { Columns, LikeColumn, NumberValue, VectorValue } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustFit } from "./checks.ts";
import { type Every, everyRows } from "./every.ts";
import { runningMoments } from "./kernels/running-moments.ts";
import { type OnlineEstimator, onlineEstimator } from "./online-estimator.ts";
import type { OnlineLearner, OnlineTask } from "./online-learner.ts";

/** Options of `onlineStandardScaler`. */
export interface OnlineStandardScalerOptions<Input extends string, Output extends string>
  extends StandardScalerOptions<Input, Output> {
  /**
   * After how many rows, or in which windows, there is a new model: `every: tumbling("1m")`. It has learned from all rows up to
   * then. Default 1000 rows.
   */
  readonly every?: Every;
}

/** What an online standard scaler has learned. */
export interface RunningMoments extends Moments {
  /** Values of each feature that were learned from. */
  readonly counts: Float64Array;
}

const kind = stageKind({
  name: "onlineStandardScaler",
  version: 1,
  parameters: {
    ...vectorParameters,
    withMean: yesNo(true),
    withStd: yesNo(true),
    convention: choice(["sklearn", "flink"]),
    every: everyRows(1000),
  },
  learned: { mean: "float64", std: "float64", counts: "float64" },
  check: ({ mean, std, counts }) =>
    mean.length === std.length && mean.length === counts.length
      ? undefined
      : "it must have a deviation and a count for each mean",
  make: (options: OnlineStandardScalerOptions<string, string>) => onlineStandardScaler(options) as never,
});

/**
 * A standard scaler whose model is a stream: each version has the mean and deviation of all rows up to then. NaN is left out.
 *
 * @example
 * ```ts
 * import { from, tumbling } from "millrace";
 * import { onlineStandardScaler } from "millrace/ml";
 * const rows = from([{ at: 0, features: [1] }, { at: 500, features: [3] }, { at: 1500, features: [8] }]).withEventTime((row) => row.at);
 * const models = onlineStandardScaler({ every: tumbling("1s") }).fit(rows);
 * const versions = await models.versions.collect();
 * console.log(versions.map(({ time, learned }) => [time, learned.mean[0]])); // [[999, 2], [1999, 4]]
 * ```
 * @see Apache Flink ML's OnlineStandardScaler; Welford, Technometrics 4, 1962.
 */
export function onlineStandardScaler<const Input extends string = "features", const Output extends string = Input>(
  options: OnlineStandardScalerOptions<Input, Output> = {},
): OnlineEstimator<
  Columns<Input, NumberValue | VectorValue>,
  { [Name in NoInfer<Output>]: LikeColumn<Input> },
  Columns<Input, NumberValue | VectorValue>,
  RunningMoments
> {
  const parameters = kind.read(inPlace(options));
  const { input, output, withMean, withStd, convention, every } = parameters;
  const scaling = ({ mean, std }: Moments): Parameters<typeof scaled>[3] => ({
    offset: withMean ? mean : undefined,
    factor: withStd ? std.map(inverseOf(convention)) : undefined,
  });
  const learner: OnlineLearner<RunningMoments> = {
    name: kind.name,
    labels: "none",
    missing: "taken",
    adds: (columns) => [{ name: output, vectorSize: columns }],
    sizeOf: ({ mean }) => mean.length,
    answerOf: (learned) => {
      const { offset, factor } = scaling(learned);
      return ({ features: { data, columns } }, row, out, at) => {
        for (let column = 0; column < columns; column++) {
          out[at + column] = (data[row * columns + column]! - (offset?.[column] ?? 0)) * (factor?.[column] ?? 1);
        }
      };
    },
    open: (columns, from) => openScaler(columns, from, parameters, learner),
  };
  return onlineEstimator(kind, parameters, {
    learner,
    columns: { features: input },
    every,
    model: (learned) => scaled(kind.name, { input, output }, learned.mean.length, scaling(learned)),
  });
}

interface Saved {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

function openScaler(
  columns: number,
  { saved, initial }: { readonly saved?: unknown; readonly initial?: RunningMoments | undefined },
  { withMean, withStd, convention }: Pick<ParametersOf<typeof kind.parameters>, "withMean" | "withStd" | "convention">,
  learner: OnlineLearner<RunningMoments>,
): OnlineTask<RunningMoments> {
  if (initial !== undefined) mustFit(learner.name, columns, learner.sizeOf(initial));
  const sums = (saved as Saved | undefined) ?? startOf(columns, initial, convention);
  const { counts, means, squares } = sums;
  const inverse = inverseOf(convention);
  const learned = (): RunningMoments => ({
    ...momentsOf(sums, convention),
    counts: counts.slice(),
  });
  return {
    learn: ({ features: { data } }, from, to) => runningMoments(data, from, to, counts, means, squares),
    endBatch: () => undefined,
    learned,
    save: () => ({ counts, means, squares }),
    answer: ({ features: { data, columns: width } }, row, out, at) => {
      for (let column = 0; column < width; column++) {
        const value = data[row * width + column]!;
        const factor = withStd ? inverse(deviationOf(sums, column, convention)) : 1;
        // Before a first value any is in the middle, as river has it: who learns behind it is asked before that.
        out[at + column] = counts[column] === 0 ? value * 0 : (value - (withMean ? means[column]! : 0)) * factor;
      }
    },
  };
}

/** Sums as they would be after the rows that a model has learned from. */
function startOf(columns: number, initial: RunningMoments | undefined, convention: "sklearn" | "flink"): Saved {
  if (initial === undefined) {
    return { counts: new Float64Array(columns), means: new Float64Array(columns), squares: new Float64Array(columns) };
  }
  const { counts, mean, std } = initial;
  return {
    counts: counts.slice(),
    // That of no values is NaN.
    means: mean.map((value, feature) => (counts[feature] === 0 ? 0 : value)),
    squares: std.map(
      (value, feature) => value ** 2 * Math.max(counts[feature]! - (convention === "sklearn" ? 0 : 1), 0),
    ),
  };
}
