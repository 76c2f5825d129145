import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import type { LinearCoefficients } from "./learned.ts";
import { leastSquares } from "./least-squares.ts";
import { linearAnswers, linearLearned } from "./linear-answers.ts";

/** Options of `linearRegression`. */
export interface LinearRegressionOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P> {
  /** Whether a constant is learned beside the coefficients. Default true; without it predictions go through 0. */
  readonly intercept?: boolean;
}

const kind = stageKind({
  name: "linearRegression",
  version: 1,
  parameters: { ...supervisedParameters, intercept: yesNo(true) },
  learned: linearLearned,
  make: (options: LinearRegressionOptions<string, string, string>) => linearRegression(options),
});

/**
 * Ordinary least squares: the coefficients that minimize Σ weight·(label − prediction)². Features that are constant or a combination
 * of others are allowed: of all solutions it gives the shortest. It reads the rows once, and a few times more where features are nearly
 * collinear, in memory of features²: data may be larger than memory.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { linearRegression } from "millrace/ml";
 * const rows = from([{ features: [1, 0], label: 1 }, { features: [2, 1], label: 12 }, { features: [3, 0], label: 3 }]);
 * const model = await linearRegression().fit(rows);
 * console.log(Array.from(model.learned.coefficients, Math.round)); // [1, 10]
 * const [first] = await model.transform(from([{ features: [5, 1] }])).collect();
 * console.log(Math.round(first!.prediction)); // 15
 * ```
 * @see Björck, “Numerical Methods for Least Squares Problems”, SIAM 1996, §2.2 and §2.9.
 */
export function linearRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: LinearRegressionOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, LinearCoefficients> {
  const parameters = kind.read(options);
  const { prediction, intercept } = parameters;
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features", "labels"] as const,
    train: (columns: number) => leastSquares(columns, { alpha: 0, intercept }),
  };
  return supervised(kind, parameters, learner, (learned) => linearAnswers(learned, prediction));
}
