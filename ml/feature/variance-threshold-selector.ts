import { estimator } from "../stages/estimator.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { addMoments } from "./kernels/moments.ts";
import { slicedMapping } from "./sliced.ts";
import {
  inPlace,
  mustBeOfFinite,
  type VectorEstimator,
  type VectorOptions,
  vectorFold,
  vectorParameters,
} from "./vector-stage.ts";

export interface VarianceThresholdSelectorOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** Features whose variance is not greater are left out, 0 or more. Default 0: constant ones are. */
  readonly threshold?: number;
}

const kind = stageKind({
  name: "varianceThresholdSelector",
  version: 1,
  parameters: { ...vectorParameters, threshold: number({ default: 0, min: 0, unit: "square of the feature's" }) },
  learned: { indices: "int32", features: "number" },
  check: ({ indices, features }) =>
    indices.every((index) => index >= 0 && index < features) ? undefined : "its indices must be those of features",
  make: (options: VarianceThresholdSelectorOptions<string, string>) => varianceThresholdSelector(options),
});

/** Which features were selected. */
export interface SelectedFeatures {
  /** Of those that there are, ascending, counted from 0. */
  readonly indices: Int32Array;
  /** How many there are. */
  readonly features: number;
}

/**
 * Vectors without features that vary little: whose variance (over the count, as scikit-learn and Flink ML have it) is not above a threshold.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { varianceThresholdSelector } from "millrace/ml";
 * const rows = from([{ features: [1, 5, 0] }, { features: [2, 5, 3] }]);
 * const model = await varianceThresholdSelector().fit(rows);
 * console.log(model.learned.indices); // [0, 2]
 * ```
 */
export function varianceThresholdSelector<const Input extends string = "features", const Output extends string = Input>(
  options: VarianceThresholdSelectorOptions<Input, Output> = {},
): VectorEstimator<Input, Output, SelectedFeatures> {
  const parameters = kind.read(inPlace(options));
  const { input, output, threshold } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const [counts, means, squares] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
      return {
        add: ({ data, rows, columns }) => addMoments(data, rows, columns, counts, means, squares),
        finish: () => {
          mustBeOfFinite(kind.name, input, means, (mean) => !Number.isFinite(mean));
          const varying = Array.from(squares, (square, feature) => ({ feature, variance: square / counts[feature]! }))
            .filter(({ feature, variance }) => variance > threshold && !isRounding(variance, means[feature]!))
            .map(({ feature }) => feature);
          if (varying.length === 0) throw noneLeft(input, threshold);
          return { indices: Int32Array.from(varying), features: size };
        },
      };
    }),
    model: ({ indices }) => slicedMapping(kind.name, { input, output }, indices),
  });
}

/** Whether a variance is no more than what rounding leaves of equal values. */
function isRounding(variance: number, mean: number): boolean {
  return variance <= (16 * Number.EPSILON * mean) ** 2;
}

function noneLeft(input: string, threshold: number): RangeError {
  return new RangeError(
    `Cannot fit varianceThresholdSelector as a feature of column ${JSON.stringify(input)} must have a variance above ${threshold}: got none; lower the threshold`,
  );
}
