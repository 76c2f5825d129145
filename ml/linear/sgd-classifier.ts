import { classAnswers } from "../learner/class-answers.ts";
import { linearScores } from "../learner/class-scores.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { choice } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { checkClassifier, classifierLearned } from "./classifier-learned.ts";
import { type DescentOptions, descentParameters } from "./descent-options.ts";
import { descendClasses, hinge, logLoss } from "./gradient-descent.ts";
import type { ClassifierCoefficients } from "./learned.ts";

/** Options of `sgdClassifier`. */
export interface SgdClassifierOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q>,
    DescentOptions {
  /** `"logistic"`, the default: logistic regression; `"hinge"`: a support vector machine, whose probabilities are no more than its scores. */
  readonly loss?: "logistic" | "hinge";
}

const kind = stageKind({
  name: "sgdClassifier",
  version: 1,
  parameters: { ...classifierParameters, ...descentParameters, loss: choice(["logistic", "hinge"]) },
  learned: classifierLearned,
  check: checkClassifier,
  make: (options: SgdClassifierOptions<string, string, string, string>) => sgdClassifier(options),
});

/**
 * A linear classifier of two classes by stochastic gradient descent: so many steps, each over some rows. It is Flink ML's
 * `LogisticRegression`, with `loss: "hinge"` its `LinearSVC`, and has no intercept, as those have none; `logisticRegression` and `linearSvc`
 * find the optimum. `learned.optimality` is the largest part of the last gradient.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { sgdClassifier } from "millrace/ml";
 * const rows = from([-2, -1, 1, 2].map((x) => ({ features: [x], label: Number(x > 0) })));
 * const model = await sgdClassifier({ loss: "hinge" }).fit(rows);
 * console.log((await model.transform(from([{ features: [3] }])).collect())[0]!.prediction); // 1
 * ```
 * @see org.apache.flink.ml.common.optimizer.SGD; Robbins, Monro, “A Stochastic Approximation Method”, Ann. Math. Stat. 22, 1951.
 */
export function sgdClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: SgdClassifierOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, ClassifierCoefficients> {
  const parameters = kind.read(options);
  const loss = parameters.loss === "hinge" ? hinge : logLoss;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    squares: ["features"] as const,
    resumes: 1,
    train: (columns: number) => descendClasses(kind.name, columns, loss, parameters),
  };
  return supervised(kind, parameters, learner, ({ classes, coefficients, intercepts }) =>
    classAnswers(
      {
        classes,
        size: coefficients.length,
        open: () => (features) => linearScores(features, coefficients, intercepts),
      },
      parameters,
    ),
  );
}
