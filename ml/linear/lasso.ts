import { type Regressor, supervised, supervisedParameters } from "../learner/supervised.ts";
import { integer, number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { coordinateDescent } from "./coordinate-descent.ts";
import type { ElasticNetOptions } from "./elastic-net.ts";
import type { Descended } from "./learned.ts";
import { linearAnswers, linearLearned } from "./linear-answers.ts";

/** Options of `lasso`. */
export type LassoOptions<F extends string, L extends string, P extends string> = Omit<
  ElasticNetOptions<F, L, P>,
  "l1Ratio"
>;

const kind = stageKind({
  name: "lasso",
  version: 1,
  parameters: {
    ...supervisedParameters,
    alpha: number({ default: 1, min: 0, unit: "units of the label times those of a feature" }),
    intercept: yesNo(true),
    tolerance: number({ default: 1e-9, above: 0 }),
    maxIterations: integer({ default: 10_000, min: 1 }),
  },
  learned: { ...linearLearned, iterations: "number", optimality: "number" },
  make: (options: LassoOptions<string, string, string>) => lasso(options),
});

/**
 * The lasso: minimizes Σ weight·(label − prediction)² ÷ (2·Σ weight) + α·‖w‖₁, which makes coefficients 0 that gain too little. It
 * reads the rows once, as `elasticNet` does.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { lasso } from "millrace/ml";
 * const rows = from([{ features: [-1, 1], label: -4 }, { features: [0, -2], label: 0 }, { features: [1, 1], label: 4 }]);
 * const { learned } = await lasso({ alpha: 1 }).fit(rows);
 * console.log(learned.coefficients.map((w) => Math.round(w * 10) / 10)); // [2.5, 0]
 * ```
 * @see Tibshirani, “Regression Shrinkage and Selection via the Lasso”, J. R. Stat. Soc. B 58, 1996.
 */
export function lasso<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(options: LassoOptions<Features, Label, Prediction> = {}): Regressor<Features, Label, Prediction, Descended> {
  const parameters = kind.read(options);
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features", "labels"] as const,
    resumes: 1,
    train: (columns: number) => coordinateDescent(columns, { ...parameters, l1Ratio: 1 }),
  };
  return supervised(kind, parameters, learner, (learned) => linearAnswers(learned, parameters.prediction));
}
