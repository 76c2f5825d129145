import { classAnswers } from "../learner/class-answers.ts";
import { linearScores } from "../learner/class-scores.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { bernoulliBayes, presence } from "./count-training.ts";
import type { LinearBayes } from "./learned.ts";
import { checkLinearBayes, linearBayesLearned } from "./linear-bayes.ts";

/** Options of `bernoulliNaiveBayes`. */
export interface BernoulliNaiveBayesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** Added to each count, so that what was not seen is not impossible. Above 0, default 1. */
  readonly smoothing?: number;
  /** A feature is present where its value is above it, in units of the features. Default 0. */
  readonly threshold?: number;
}

const kind = stageKind({
  name: "bernoulliNaiveBayes",
  version: 1,
  parameters: {
    ...classifierParameters,
    smoothing: number({ default: 1, above: 0, unit: "rows or counts" }),
    threshold: number({ default: 0, unit: "units of the features" }),
  },
  learned: linearBayesLearned,
  check: checkLinearBayes,
  make: (options: BernoulliNaiveBayesOptions<string, string, string, string>) => bernoulliNaiveBayes(options),
});

/**
 * Naive Bayes of features that are present or absent. It reads the rows once, in memory of classes · features. It is scikit-learn's
 * `BernoulliNB`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bernoulliNaiveBayes } from "millrace/ml";
 * const seen = from([{ features: [1, 0], label: 1 }, { features: [0, 1], label: 0 }, { features: [1, 1], label: 1 }]);
 * const model = await bernoulliNaiveBayes().fit(seen);
 * console.log((await model.transform(from([{ features: [1, 0] }])).collect())[0]!.prediction); // 1
 * ```
 * @see Manning, Raghavan, Schütze, “Introduction to Information Retrieval”, 2008, §13.3.
 */
export function bernoulliNaiveBayes<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: BernoulliNaiveBayesOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, LinearBayes> {
  const parameters = kind.read(options);
  const { smoothing, threshold } = parameters;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    train: (columns: number) => bernoulliBayes(kind.name, columns, { smoothing, threshold }),
  };
  return supervised(kind, parameters, learner, ({ classes, coefficients, intercepts }) =>
    classAnswers(
      {
        classes,
        size: coefficients.length / classes.length,
        open: () => (features) => linearScores(presence(features, threshold), coefficients, intercepts),
      },
      parameters,
    ),
  );
}
