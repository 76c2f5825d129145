import { linearValues } from "../kernels/linear.ts";
import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { choice, integer, number, optional, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { devianceOf, type Family } from "./families.ts";
import type { Descended } from "./learned.ts";
import { linearLearned } from "./linear-answers.ts";
import { reweightedLeastSquares } from "./reweighted-least-squares.ts";

/** Options of `generalizedLinearRegression`. */
export interface GeneralizedLinearRegressionOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P> {
  /**
   * How labels lie around their mean: counts (`"poisson"`), positive numbers whose deviation grows with the mean (`"gamma"`) or faster
   * (`"inverseGaussian"`), sums of such that may be 0 (`"tweedie"`), or shares from 0 to 1 (`"binomial"`). Default `"poisson"`.
   */
  readonly family?: Family;
  /** Of `"tweedie"` alone: variances are the mean to this power, 1 to 3. Default 1.5. */
  readonly power?: number;
  /** α ≥ 0 of ½·α·‖coefficients‖² beside the mean of half the deviances. Default 1. */
  readonly alpha?: number;
  /** Whether a constant is learned beside the coefficients; it costs nothing. Default true. */
  readonly intercept?: boolean;
  /** The largest derivative at which it ends, as a step of the score per deviation of a feature. Default 1e-8. */
  readonly tolerance?: number;
  /** Steps at most; `learned.optimality` tells what was reached. Default 100. */
  readonly maxIterations?: number;
}

const kind = stageKind({
  name: "generalizedLinearRegression",
  version: 1,
  parameters: {
    ...supervisedParameters,
    family: choice(["poisson", "gamma", "inverseGaussian", "tweedie", "binomial"]),
    power: optional(number({ min: 1, max: 3 })),
    alpha: number({ default: 1, min: 0 }),
    intercept: yesNo(true),
    tolerance: number({ default: 1e-8, above: 0 }),
    maxIterations: integer({ default: 100, min: 1, unit: "steps" }),
  },
  learned: { ...linearLearned, iterations: "number", optimality: "number" },
  make: (options: GeneralizedLinearRegressionOptions<string, string, string>) => generalizedLinearRegression(options),
});

/**
 * A regression whose mean is e^(intercept + coefficients · features), of shares 1 ÷ (1 + e^−(…)): minimizes the mean of half the deviances +
 * ½·α·‖coefficients‖². It reads the rows once for each step, in memory of features²: data may be larger than memory.
 *
 * @throws RangeError where a label is none that the family has.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { generalizedLinearRegression } from "millrace/ml";
 * const rows = from([1, 2, 4, 8].map((label, x) => ({ features: [x], label })));
 * const model = await generalizedLinearRegression({ family: "gamma", alpha: 0 }).fit(rows);
 * const [next] = await model.transform(from([{ features: [4] }])).collect();
 * console.log(Math.round(next!.prediction)); // 16
 * ```
 * @see McCullagh, Nelder, “Generalized Linear Models”, 2nd ed. 1989; scikit-learn, `PoissonRegressor`, `GammaRegressor`, `TweedieRegressor`.
 */
export function generalizedLinearRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: GeneralizedLinearRegressionOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, Descended> {
  const parameters = kind.read(options);
  const { family, power, prediction, ...how } = parameters;
  if (power !== undefined && family !== "tweedie") {
    throw new RangeError(
      `Cannot set power in ${kind.name} as the family must be "tweedie": got ${JSON.stringify(family)}; leave it out`,
    );
  }
  const deviance = devianceOf(family, power ?? 1.5);
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features"] as const,
    resumes: 1,
    train: (columns: number) => reweightedLeastSquares(columns, { ...how, name: kind.name, deviance }),
  };
  return supervised(kind, parameters, learner, ({ coefficients, intercept }) => ({
    size: coefficients.length,
    adds: [{ name: prediction }],
    open:
      () =>
      ({ data, rows }) => {
        const values = new Float64Array(rows);
        linearValues(data, coefficients, intercept, rows, values);
        return [values.map(deviance.mean)];
      },
  }));
}
