import { estimator } from "../stages/estimator.ts";
import { choice, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { addMoments } from "./kernels/moments.ts";
import { scaled } from "./scaled.ts";
import {
  inPlace,
  inverseOf,
  mustBeOfFinite,
  type NumberEstimator,
  type VectorOptions,
  vectorFold,
  vectorParameters,
} from "./vector-stage.ts";

export interface StandardScalerOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** Whether the mean is taken away, which sparse vectors do not survive: those are refused. Default true. */
  readonly withMean?: boolean;
  /** Whether it divides by the standard deviation. Default true. */
  readonly withStd?: boolean;
  /**
   * `"sklearn"`, the default, divides squares by the count and leaves constant features as they are; `"flink"` by the count − 1, and
   * makes zeros of constant features.
   */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "standardScaler",
  version: 1,
  parameters: {
    ...vectorParameters,
    withMean: yesNo(true),
    withStd: yesNo(true),
    convention: choice(["sklearn", "flink"]),
  },
  learned: { mean: "float64", std: "float64" },
  check: ({ mean, std }) => (mean.length === std.length ? undefined : "it must have a deviation for each mean"),
  make: (options: StandardScalerOptions<string, string>) => standardScaler(options),
});

/** What a standard scaler learns of each feature. */
export interface Moments {
  readonly mean: Float64Array;
  /** The standard deviation; 0 where the feature is constant. */
  readonly std: Float64Array;
}

/**
 * Vectors whose features have mean 0 and standard deviation 1 over the rows that it learns from. NaN is left out there, and stays
 * NaN in what a model gives.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { standardScaler } from "millrace/ml";
 * const rows = from([{ features: [1, 10] }, { features: [3, 30] }]);
 * const model = await standardScaler().fit(rows);
 * console.log(model.learned.mean); // [2, 20]
 * console.log(await model.transform(rows).collect()); // { features: [-1, -1] }, { features: [1, 1] }
 * ```
 * @see Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", Stanford 1979.
 */
export function standardScaler<const Input extends string = "features", const Output extends string = Input>(
  options: StandardScalerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, Moments> {
  const parameters = kind.read(inPlace(options));
  const { input, output, withMean, withStd, convention } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const [counts, means, squares] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
      return {
        add: ({ data, rows, columns }) => addMoments(data, rows, columns, counts, means, squares),
        finish: () => {
          mustBeOfFinite(kind.name, input, means, (mean) => !Number.isFinite(mean));
          const moments = momentsOf({ counts, means, squares }, convention);
          mustHaveSquares(input, squares);
          return moments;
        },
      };
    }),
    model: ({ mean, std }) =>
      scaled(kind.name, { input, output }, mean.length, {
        offset: withMean ? mean : undefined,
        factor: withStd ? std.map(inverseOf(convention)) : undefined,
      }),
  });
}

function mustHaveSquares(input: string, squares: Float64Array): void {
  const feature = squares.findIndex((square) => !Number.isFinite(square));
  if (feature < 0) return;
  throw new RangeError(
    `Cannot fit ${kind.name} as squares of numbers of column ${JSON.stringify(input)} must be finite: got larger ones than 1e150 in feature ${feature}; ` +
      "put maxAbsScaler before it",
  );
}

/** What deviations are made of. */
export interface Sums {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/** Means and deviations; a deviation that is no more than rounding is 0. */
export function momentsOf(sums: Sums, convention: string): Moments {
  const { counts, means } = sums;
  const std = counts.map((_, feature) => deviationOf(sums, feature, convention));
  return { mean: means.map((mean, feature) => (counts[feature] === 0 ? Number.NaN : mean)), std };
}

/** The deviation of a feature. */
export function deviationOf({ counts, means, squares }: Sums, feature: number, convention: string): number {
  const count = counts[feature]!;
  const variance = squares[feature]! / (convention === "sklearn" ? count : Math.max(count - 1, 1));
  return isConstant(variance, count, means[feature]!) ? 0 : Math.sqrt(variance);
}

/** Whether the variance is no more than what rounding leaves of equal values. */
function isConstant(variance: number, count: number, mean: number): boolean {
  const most = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= most;
}
