import { estimator } from "../stages/estimator.ts";
import { choice, yesNo } from "../stages/parameters.ts";
import type { DenseColumn } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { KeptColumns } from "./kept-columns.ts";
import { boxCox, yeoJohnson } from "./kernels/power.ts";
import { minimumOf } from "./minimum.ts";
import {
  inPlace,
  mustBeOfFinite,
  type NumberEstimator,
  type VectorOptions,
  vectorFold,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface PowerTransformerOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** Yeo and Johnson's powers of any number, or Box and Cox's of numbers above 0. Default `"yeoJohnson"`. */
  readonly method?: "yeoJohnson" | "boxCox";
  /** Whether features have mean 0 and standard deviation 1 then. Default true. */
  readonly standardize?: boolean;
}

const kind = stageKind({
  name: "powerTransformer",
  version: 1,
  parameters: { ...vectorParameters, method: choice(["yeoJohnson", "boxCox"]), standardize: yesNo(true) },
  learned: { lambdas: "float64", mean: "float64", std: "float64" },
  check: ({ lambdas, mean, std }) =>
    mean.length === lambdas.length && std.length === lambdas.length ? undefined : "it must have moments for each power",
  make: (options: PowerTransformerOptions<string, string>) => powerTransformer(options),
});

/** What a power transformer learns of each feature. */
export interface Powers {
  readonly lambdas: Float64Array;
  /** Mean and standard deviation behind the power; 1 for the latter where the feature is constant. */
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/**
 * Vectors whose features are raised to the power by which they are most like a normal distribution (maximum likelihood): skewed features
 * become symmetric. NaN is left out, and stays NaN; constant features keep their power 1. Sparse vectors become dense. All values are kept
 * in memory while it learns, 8 bytes each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { powerTransformer } from "millrace/ml";
 * const rows = from([1, 2, 4, 8, 16, 32].map((x) => ({ features: [x] })));
 * const model = await powerTransformer({ method: "boxCox" }).fit(rows);
 * console.log(Math.abs(model.learned.lambdas[0]!) < 1e-6); // true: logarithms
 * ```
 * @see Yeo, Johnson, Biometrika 2000; Box, Cox, 1964; scikit-learn, `PowerTransformer`.
 */
export function powerTransformer<const Input extends string = "features", const Output extends string = Input>(
  options: PowerTransformerOptions<Input, Output> = {},
): NumberEstimator<Input, Output, Powers, DenseColumn<Input>> {
  const parameters = kind.read(inPlace(options));
  const { input, output, method, standardize } = parameters;
  const power = method === "boxCox" ? boxCox : yeoJohnson;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [output],
    fold: vectorFold(input, (size) => {
      const columns = new KeptColumns(size);
      return {
        add: (rows) => columns.add(rows),
        finish: () => powersOf(columns.values(), input, method),
      };
    }),
    model: ({ lambdas, mean, std }) =>
      vectorMapping({
        input,
        output,
        size: lambdas.length,
        dense: ({ data, rows, columns }, out) => {
          const column = new Float64Array(rows);
          lambdas.forEach((lambda, feature) => {
            for (let row = 0; row < rows; row++) column[row] = data[row * columns + feature]!;
            power(column, lambda, column);
            const [centre, spread] = standardize ? [mean[feature]!, std[feature]!] : [0, 1];
            for (let row = 0; row < rows; row++) out.data[row * columns + feature] = (column[row]! - centre) / spread;
          });
        },
      }),
  });
}

function powersOf(columns: readonly Float64Array[], input: string, method: "yeoJohnson" | "boxCox"): Powers {
  const isInfinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY;
  mustBeOfFinite(
    kind.name,
    input,
    Float64Array.from(columns, (values) => values.find(isInfinite) ?? 0),
    isInfinite,
  );
  const learned = columns.map((values, feature) => {
    if (method === "boxCox") mustBePositive(values, input, feature);
    const out = new Float64Array(values.length);
    const lambda = lambdaOf(values, out, method);
    (method === "boxCox" ? boxCox : yeoJohnson)(values, lambda, out);
    // Sums of equal values may round to another mean.
    return { lambda, ...(isConstant(values) ? { mean: out[0] ?? Number.NaN, variance: 0 } : momentsOf(out)) };
  });
  return {
    lambdas: Float64Array.from(learned, ({ lambda }) => lambda),
    mean: Float64Array.from(learned, ({ mean }) => mean),
    std: Float64Array.from(learned, ({ variance }) => Math.sqrt(variance) || 1),
  };
}

/** The power of the greatest likelihood; 1 where all values are alike. */
function lambdaOf(values: Float64Array, out: Float64Array, method: "yeoJohnson" | "boxCox"): number {
  if (isConstant(values)) return 1;
  const power = method === "boxCox" ? boxCox : yeoJohnson;
  // The logarithm of the transformation's derivative is λ − 1 times this.
  const logs = values.reduce(
    (sum, x) => sum + (method === "boxCox" ? Math.log(x) : Math.sign(x) * Math.log1p(Math.abs(x))),
    0,
  );
  const negativeLikelihood = (lambda: number): number => {
    power(values, lambda, out);
    return (values.length / 2) * Math.log(momentsOf(out).variance) - (lambda - 1) * logs;
  };
  return minimumOf(negativeLikelihood, -2, 2, 1.5e-8);
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  for (const value of values) mean += value;
  mean /= values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}

function mustBePositive(values: Float64Array, input: string, feature: number): void {
  const bad = values.find((value) => !(value > 0));
  if (bad === undefined) return;
  throw new RangeError(
    `Cannot fit powerTransformer as for "boxCox" all numbers of column ${JSON.stringify(input)}, feature ${feature}, must be above 0: ` +
      `got ${bad}; use "yeoJohnson"`,
  );
}
