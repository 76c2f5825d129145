import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import type { LinearCoefficients } from "./learned.ts";
import { leastSquares } from "./least-squares.ts";
import { linearAnswers, linearLearned } from "./linear-answers.ts";

/** Options of `ridge`. */
export interface RidgeOptions<F extends string, L extends string, P extends string> extends SupervisedOptions<F, L, P> {
  /** α ≥ 0, in rows times squared units of a feature: how much long coefficients cost. Default 1. */
  readonly alpha?: number;
  /** Whether a constant is learned beside the coefficients; it costs nothing. Default true. */
  readonly intercept?: boolean;
}

const kind = stageKind({
  name: "ridge",
  version: 1,
  parameters: {
    ...supervisedParameters,
    alpha: number({ default: 1, min: 0, unit: "rows times squared units of a feature" }),
    intercept: yesNo(true),
  },
  learned: linearLearned,
  make: (options: RidgeOptions<string, string, string>) => ridge(options),
});

/**
 * Ridge regression: minimizes Σ weight·(label − prediction)² + α·‖coefficients‖². It reads the rows as `linearRegression` does.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { ridge } from "millrace/ml";
 * const rows = from([{ features: [-1], label: -4 }, { features: [0], label: 0 }, { features: [1], label: 4 }]);
 * console.log((await ridge({ alpha: 2 }).fit(rows)).learned.coefficients[0]); // 2
 * ```
 * @see Hoerl, Kennard, “Ridge Regression: Biased Estimation for Nonorthogonal Problems”, Technometrics 12, 1970, eq. 2.1.
 */
export function ridge<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(options: RidgeOptions<Features, Label, Prediction> = {}): Regressor<Features, Label, Prediction, LinearCoefficients> {
  const parameters = kind.read(options);
  const { prediction, alpha, intercept } = parameters;
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features", "labels"] as const,
    train: (columns: number) => leastSquares(columns, { alpha, intercept }),
  };
  return supervised(kind, parameters, learner, (learned) => linearAnswers(learned, prediction));
}
