import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { integer, number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { coordinateDescent } from "./coordinate-descent.ts";
import type { Descended } from "./learned.ts";
import { linearAnswers, linearLearned } from "./linear-answers.ts";

/** Options of `elasticNet`. */
export interface ElasticNetOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P> {
  /** α ≥ 0, in units of the label times those of a feature: how much coefficients cost. Default 1. */
  readonly alpha?: number;
  /** The share of the cost that falls on absolute values, which makes coefficients 0; the rest falls on squares. 0 to 1, default 0.5. */
  readonly l1Ratio?: number;
  /** Whether a constant is learned beside the coefficients; it costs nothing. Default true. */
  readonly intercept?: boolean;
  /** The violation of the optimality conditions at which it ends, relative to the largest Xᵀy. Default 1e-9. */
  readonly tolerance?: number;
  /** Sweeps over all coefficients at most; `learned.optimality` tells what was reached. Default 10,000. */
  readonly maxIterations?: number;
}

const kind = stageKind({
  name: "elasticNet",
  version: 1,
  parameters: {
    ...supervisedParameters,
    alpha: number({ default: 1, min: 0, unit: "units of the label times those of a feature" }),
    l1Ratio: number({ default: 0.5, min: 0, max: 1 }),
    intercept: yesNo(true),
    tolerance: number({ default: 1e-9, above: 0 }),
    maxIterations: integer({ default: 10_000, min: 1 }),
  },
  learned: { ...linearLearned, iterations: "number", optimality: "number" },
  make: (options: ElasticNetOptions<string, string, string>) => elasticNet(options),
});

/**
 * Elastic net: minimizes Σ weight·(label − prediction)² ÷ (2·Σ weight) + α·(l1Ratio·‖w‖₁ + ½·(1 − l1Ratio)·‖w‖²). It reads the rows
 * once, in memory of features², and descends on XᵀX: data may be larger than memory.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { elasticNet } from "millrace/ml";
 * const rows = from([{ features: [-1, 1], label: -4 }, { features: [0, -2], label: 0 }, { features: [1, 1], label: 4 }]);
 * const { learned } = await elasticNet({ alpha: 1, l1Ratio: 1 }).fit(rows); // lasso
 * console.log(learned.coefficients.map((w) => Math.round(w * 10) / 10)); // [2.5, 0]
 * ```
 * @see Zou, Hastie, “Regularization and Variable Selection via the Elastic Net”, J. R. Stat. Soc. B 67, 2005; solved by Friedman, Hastie,
 *   Tibshirani, J. Stat. Softw. 33, 2010, §2.2.
 */
export function elasticNet<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(options: ElasticNetOptions<Features, Label, Prediction> = {}): Regressor<Features, Label, Prediction, Descended> {
  const parameters = kind.read(options);
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: ["features", "labels"] as const,
    resumes: 1,
    train: (columns: number) => coordinateDescent(columns, parameters),
  };
  return supervised(kind, parameters, learner, (learned) => linearAnswers(learned, parameters.prediction));
}
