import { classAnswers } from "../learner/class-answers.ts";
import { linearScores } from "../learner/class-scores.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { integer, number, yesNo } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { checkClassifier, classifierLearned } from "./classifier-learned.ts";
import type { ClassifierCoefficients } from "./learned.ts";
import { logistic } from "./score-losses.ts";
import { smoothClassifier } from "./smooth-classifier.ts";

/** Options of `logisticRegression`. */
export interface LogisticRegressionOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** What the losses of all rows count against ½·‖coefficients‖²; `Infinity` leaves that out. Above 0, default 1. */
  readonly c?: number;
  /** Whether a constant is learned beside the coefficients; it costs nothing. Default true. */
  readonly intercept?: boolean;
  /** The largest derivative at which it ends, per row and deviation of a feature. Default 1e-8. */
  readonly tolerance?: number;
  /** Steps at most; `learned.optimality` tells what was reached. Default 200. */
  readonly maxIterations?: number;
}

const kind = stageKind({
  name: "logisticRegression",
  version: 1,
  parameters: {
    ...classifierParameters,
    c: number({ default: 1, above: 0, max: Number.POSITIVE_INFINITY }),
    intercept: yesNo(true),
    tolerance: number({ default: 1e-8, above: 0 }),
    maxIterations: integer({ default: 200, min: 1 }),
  },
  learned: classifierLearned,
  check: checkClassifier,
  make: (options: LogisticRegressionOptions<string, string, string, string>) => logisticRegression(options),
});

/**
 * Logistic regression of two or more classes: minimizes c·Σ weight·log loss + ½·‖coefficients‖². Of two classes it learns one row of
 * coefficients, for the larger label, of more one for each (multinomial). It searches by L-BFGS with second derivatives as
 * preconditioner: one pass over the rows for each step, about ten to thirty, so data may be larger than memory. Features need no scaling for
 * the search, but the cost of coefficients depends on their units.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { logisticRegression } from "millrace/ml";
 * const rows = from([0, 1, 2, 3, 4, 5].map((hours) => ({ features: [hours], label: hours > 1 && hours !== 3 ? 1 : 0 })));
 * const model = await logisticRegression().fit(rows);
 * const [first] = await model.transform(from([{ features: [5] }])).collect();
 * console.log(first!.prediction, first!.probability[1]! > 0.9); // 1 true
 * ```
 * @see Hastie, Tibshirani, Friedman, “The Elements of Statistical Learning”, 2nd ed. 2009, §4.4; Böhning, Ann. Inst. Stat. Math. 44, 1992.
 */
export function logisticRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: LogisticRegressionOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, ClassifierCoefficients> {
  const parameters = kind.read(options);
  const { c, intercept, tolerance, maxIterations } = parameters;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    squares: ["features"] as const,
    resumes: 1,
    train: (columns: number) =>
      smoothClassifier(columns, {
        name: kind.name,
        loss: logistic,
        penalty: 1 / c,
        intercept: intercept ? "free" : "none",
        tolerance,
        maxIterations,
      }),
  };
  return supervised(kind, parameters, learner, ({ classes, coefficients, intercepts }) =>
    classAnswers(
      {
        classes,
        size: coefficients.length / intercepts.length,
        open: () => (features) => linearScores(features, coefficients, intercepts),
      },
      parameters,
    ),
  );
}
