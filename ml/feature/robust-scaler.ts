import { estimator } from "../stages/estimator.ts";
import { choice, number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { KeptColumns } from "./kept-columns.ts";
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

export interface RobustScalerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** The lower quantile of the range that it divides by, in (0, 1). Default 0.25. */
  readonly lower?: number;
  /** The upper one, greater. Default 0.75. */
  readonly upper?: number;
  /** Whether the median is taken away; sparse vectors are refused then. Default true. */
  readonly withCentering?: boolean;
  /** Whether it divides by the range. Default true. */
  readonly withScaling?: boolean;
  /**
   * `"sklearn"`, the default, takes quantiles between values, and leaves features as they are that have no range; `"flink"` takes
   * quantiles that are values, and makes such features 0.
   */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "robustScaler",
  version: 1,
  parameters: {
    ...vectorParameters,
    lower: number({ default: 0.25, above: 0, below: 1, unit: "a share of the rows" }),
    upper: number({ default: 0.75, above: 0, below: 1, unit: "a share of the rows" }),
    withCentering: yesNo(true),
    withScaling: yesNo(true),
    convention: choice(["sklearn", "flink"]),
  },
  learned: { medians: "float64", ranges: "float64" },
  check: ({ medians, ranges }) =>
    medians.length === ranges.length ? undefined : "it must have a range for each median",
  make: (options: RobustScalerOptions<string, string>) => robustScaler(options),
});

/**
 * Vectors whose features have the median 0 and a range of 1 between two quantiles over the rows that it learns from: outliers do not
 * weigh. NaN is left out there, and stays NaN. All values are kept in memory while it learns, 8 bytes each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { robustScaler } from "millrace/ml";
 * const rows = from([0, 1, 2, 3, 400].map((x) => ({ features: [x] })));
 * const model = await robustScaler().fit(rows);
 * console.log(model.learned.medians, model.learned.ranges); // [2] [2]
 * ```
 */
export function robustScaler<const Input extends string = "features", const Output extends string = Input>(
  options: RobustScalerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, { readonly medians: Float64Array; readonly ranges: Float64Array }> {
  const parameters = kind.read(inPlace(options));
  const { input, output, lower, upper, withCentering, withScaling, convention } = parameters;
  if (!(lower < upper)) {
    throw new RangeError(
      `Cannot set upper in robustScaler as it must be greater than lower, ${lower}: got ${upper}; swap the two`,
    );
  }
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const columns = new KeptColumns(size);
      return {
        add: (rows) => columns.add(rows),
        finish: () => {
          const how = convention === "sklearn" ? "linear" : "element";
          const quantiles = columns.quantiles([lower, 0.5, upper], how);
          const isInfinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY;
          const ends = Float64Array.from(quantiles, (own) => (own.some(isInfinite) ? Number.POSITIVE_INFINITY : 0));
          mustBeOfFinite(kind.name, input, ends, isInfinite);
          return {
            medians: Float64Array.from(quantiles, ([, median]) => median!),
            ranges: Float64Array.from(quantiles, ([low, , high]) => high! - low!),
          };
        },
      };
    }),
    model: ({ medians, ranges }) =>
      scaled(kind.name, { input, output }, medians.length, {
        offset: withCentering ? medians : undefined,
        factor: withScaling ? ranges.map(inverseOf(convention)) : undefined,
        spread: ranges,
      }),
  });
}
