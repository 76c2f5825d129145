import { linearScores, predictedClasses } from "../learner/class-scores.ts";
import { type Supervised, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { integer, number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { checkClassifier, classifierLearned } from "./classifier-learned.ts";
import type { ClassifierCoefficients } from "./learned.ts";
import { squaredHinge } from "./score-losses.ts";
import { smoothClassifier } from "./smooth-classifier.ts";

/** Options of `linearSvc`. */
export interface LinearSvcOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P> {
  /** What the losses of all rows count against ½·‖coefficients‖². Above 0, default 1. */
  readonly c?: number;
  /** Whether a constant is learned; it costs as if it were the coefficient of a feature that is always 1, as in LIBLINEAR. Default true. */
  readonly intercept?: boolean;
  /** The largest derivative at which it ends, per row and root mean square of a feature. Default 1e-8. */
  readonly tolerance?: number;
  /** Steps at most; `learned.optimality` tells what was reached. Default 200. */
  readonly maxIterations?: number;
}

const kind = stageKind({
  name: "linearSvc",
  version: 1,
  parameters: {
    ...supervisedParameters,
    c: number({ default: 1, above: 0 }),
    intercept: yesNo(true),
    tolerance: number({ default: 1e-8, above: 0 }),
    maxIterations: integer({ default: 200, min: 1 }),
  },
  learned: classifierLearned,
  check: checkClassifier,
  make: (options: LinearSvcOptions<string, string, string>) => linearSvc(options),
});

/**
 * A linear support vector classifier: minimizes c·Σ weight·max(0, 1 − margin)² + ½·‖coefficients‖². Of more than two classes each is told
 * from all others. It reads the rows as `logisticRegression` does.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { linearSvc } from "millrace/ml";
 * const rows = from([-2, -1, 1, 2].map((x) => ({ features: [x], label: Math.sign(x) })));
 * const model = await linearSvc().fit(rows);
 * const [first] = await model.transform(from([{ features: [-3] }])).collect();
 * console.log(first!.prediction); // -1
 * ```
 * @see Hsieh, Chang, Lin, Keerthi, Sundararajan, “A Dual Coordinate Descent Method for Large-scale Linear SVM”, ICML 2008, eq. 1 (L2-SVM).
 */
export function linearSvc<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: LinearSvcOptions<Features, Label, Prediction> = {},
): Supervised<Features, Label, { [Name in Prediction]: number }, ClassifierCoefficients> {
  const parameters = kind.read(options);
  const { c, intercept, tolerance, maxIterations, prediction } = parameters;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    squares: ["features"] as const,
    resumes: 1,
    train: (columns: number) =>
      smoothClassifier(columns, {
        name: kind.name,
        loss: squaredHinge,
        penalty: 1 / c,
        intercept: intercept ? "penalised" : "none",
        tolerance,
        maxIterations,
      }),
  };
  return supervised(kind, parameters, learner, ({ classes, coefficients, intercepts }) => ({
    size: coefficients.length / intercepts.length,
    adds: [{ name: prediction }],
    open: () => (features) => [predictedClasses(linearScores(features, coefficients, intercepts), classes)],
  }));
}
