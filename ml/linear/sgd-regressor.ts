import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type DescentOptions, descentParameters } from "./descent-options.ts";
import { descendNumbers } from "./gradient-descent.ts";
import type { DescendedCoefficients } from "./learned.ts";
import { linearAnswers, linearLearned } from "./linear-answers.ts";

/** Options of `sgdRegressor`. */
export interface SgdRegressorOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P>,
    DescentOptions {}

const kind = stageKind({
  name: "sgdRegressor",
  version: 1,
  parameters: { ...supervisedParameters, ...descentParameters },
  learned: { ...linearLearned, iterations: "number", loss: "number" },
  make: (options: SgdRegressorOptions<string, string, string>) => sgdRegressor(options),
});

/**
 * Linear regression by stochastic gradient descent: so many steps, each over some rows. It is Flink ML's `LinearRegression`, and has
 * no intercept, as that has none; `linearRegression` finds the optimum in one pass.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { sgdRegressor } from "millrace/ml";
 * const rows = from([{ features: [1], label: 2 }, { features: [2], label: 4 }, { features: [3], label: 6 }]);
 * const model = await sgdRegressor().fit(rows);
 * console.log(model.learned.coefficients[0]!.toFixed(3)); // 2.000
 * ```
 * @see org.apache.flink.ml.common.optimizer.SGD; Robbins, Monro, “A Stochastic Approximation Method”, Ann. Math. Stat. 22, 1951.
 */
export function sgdRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: SgdRegressorOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, DescendedCoefficients> {
  const parameters = kind.read(options);
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features", "labels"] as const,
    resumes: 1,
    train: (columns: number) => descendNumbers(columns, parameters),
  };
  return supervised(kind, parameters, learner, (learned) => linearAnswers(learned, parameters.prediction));
}
