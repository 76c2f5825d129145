import { estimator } from "../stages/estimator.ts";
import { choice } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { addBlockExtremes } from "./block-extremes.ts";
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

export interface MaxAbsScalerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** What becomes of a feature that was always 0: it stays with `"sklearn"`, the default, and is 0 with `"flink"`. */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "maxAbsScaler",
  version: 1,
  parameters: { ...vectorParameters, convention: choice(["sklearn", "flink"]) },
  learned: { most: "float64" },
  make: (options: MaxAbsScalerOptions<string, string>) => maxAbsScaler(options),
});

/**
 * Vectors whose features lie between −1 and 1 over the rows that it learns from: divided by the greatest absolute value. Sparse vectors
 * stay sparse. NaN is left out, and stays NaN.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { maxAbsScaler } from "millrace/ml";
 * const rows = from([{ features: [1, -10] }, { features: [-4, 5] }]);
 * const model = await maxAbsScaler().fit(rows);
 * console.log(await model.transform(rows).collect()); // [0.25, -1], [-1, 0.5]
 * ```
 */
export function maxAbsScaler<const Input extends string = "features", const Output extends string = Input>(
  options: MaxAbsScalerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, { readonly most: Float64Array }> {
  const parameters = kind.read(inPlace(options));
  const { input, output, convention } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const least = new Float64Array(size);
      const most = new Float64Array(size);
      return {
        add: (rows) => addBlockExtremes(rows, least, most),
        finish: () => {
          const largest = most.map((value, feature) => Math.max(value, -least[feature]!));
          mustBeOfFinite(kind.name, input, largest, (value) => value === Number.POSITIVE_INFINITY);
          return { most: largest };
        },
      };
    }),
    model: ({ most }) =>
      scaled(kind.name, { input, output }, most.length, {
        offset: undefined,
        factor: most.map(inverseOf(convention)),
        spread: most,
      }),
  });
}
