import { estimator } from "../stages/estimator.ts";
import { choice, number } from "../stages/parameters.ts";
import type { DenseColumn } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { addBlockExtremes } from "./block-extremes.ts";
import { shiftAndScale } from "./kernels/scale.ts";
import {
  inPlace,
  mustBeOfFinite,
  type NumberEstimator,
  type VectorOptions,
  vectorFold,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface MinMaxScalerOptions<Input extends string, Output extends string> extends VectorOptions<Input, Output> {
  /** What the least value of a feature becomes. Default 0. */
  readonly min?: number;
  /** What the greatest becomes, greater than `min`. Default 1. */
  readonly max?: number;
  /** What a constant feature becomes: `"sklearn"`, the default, `min`; `"flink"`, the middle of `min` and `max`. */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "minMaxScaler",
  version: 1,
  parameters: {
    ...vectorParameters,
    min: number({ default: 0 }),
    max: number({ default: 1 }),
    convention: choice(["sklearn", "flink"]),
  },
  learned: { least: "float64", most: "float64" },
  check: ({ least, most }) =>
    least.length === most.length ? undefined : "it must have as many least as greatest values",
  make: (options: MinMaxScalerOptions<string, string>) => minMaxScaler(options),
});

/** What is learned of the values of each feature. */
export interface Extremes {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/**
 * Vectors whose features lie between `min` and `max` over the rows that it learns from. NaN is left out there, and stays NaN.
 * Sparse vectors become dense.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { minMaxScaler } from "millrace/ml";
 * const rows = from([{ features: [1, 10] }, { features: [3, 30] }, { features: [2, 30] }]);
 * const model = await minMaxScaler().fit(rows);
 * console.log(await model.transform(rows).collect()); // [0, 0], [1, 1], [0.5, 1]
 * ```
 */
export function minMaxScaler<const Input extends string = "features", const Output extends string = Input>(
  options: MinMaxScalerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, Extremes, DenseColumn<Input>> {
  const parameters = kind.read(inPlace(options));
  const { input, output, min, max, convention } = parameters;
  if (!(min < max)) {
    throw new RangeError(
      `Cannot set max in minMaxScaler as it must be greater than min, ${min}: got ${max}; swap the two`,
    );
  }
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const least = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
      const most = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
      return {
        add: (rows) => addBlockExtremes(rows, least, most),
        finish: () => {
          mustBeOfFinite(
            kind.name,
            input,
            least,
            (low, at) => low === Number.NEGATIVE_INFINITY || most[at] === Number.POSITIVE_INFINITY,
          );
          return { least, most };
        },
      };
    }),
    model: ({ least, most }) => {
      const factor = least.map((low, feature) => (low < most[feature]! ? (max - min) / (most[feature]! - low) : 0));
      const odd = oddRanges(least, most, factor);
      const constant = convention === "sklearn" ? min : (min + max) / 2;
      // A constant feature is one value whatever comes; others are (x − least) · factor + min.
      const offset = least.map((low, feature) => (factor[feature] === 0 ? 0 : low - min / factor[feature]!));
      for (const { feature, scale } of odd) [offset[feature], factor[feature]] = [0, scale];
      return vectorMapping({
        input,
        output,
        size: least.length,
        dense: (rows, out) => {
          shiftAndScale(rows.data, rows.rows, rows.columns, offset, factor, out.data);
          fillConstant(out.data, factor, constant);
          for (const { feature, low, range } of odd) {
            for (let at = feature; at < rows.rows * rows.columns; at += rows.columns) {
              out.data[at] = ((out.data[at]! - low) / range) * (max - min) + min;
            }
          }
        },
      });
    },
  });
}

/** Features whose range, or 1 ÷ it, is no number: they are at another scale at first, at which it is one. */
function oddRanges(least: Float64Array, most: Float64Array, factor: Float64Array): OddRange[] {
  return Array.from(least, (low, feature) => {
    const range = most[feature]! - low;
    const scale = range > 1e300 ? 2 ** -10 : 2 ** 600;
    return { feature, scale, low: low * scale, range: most[feature]! * scale - low * scale };
  }).filter(({ feature }) => {
    const range = most[feature]! - least[feature]!;
    return range > 0 && (range > 1e300 || factor[feature]! > 1e300);
  });
}

interface OddRange {
  readonly feature: number;
  /** A power of two, as are those of the others. */
  readonly scale: number;
  readonly low: number;
  readonly range: number;
}

function fillConstant(out: Float64Array, factor: Float64Array, constant: number): void {
  factor.forEach((each, feature) => {
    if (each !== 0) return;
    for (let at = feature; at < out.length; at += factor.length) if (!Number.isNaN(out[at])) out[at] = constant;
  });
}
