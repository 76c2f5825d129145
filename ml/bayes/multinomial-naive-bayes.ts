import { classAnswers } from "../learner/class-answers.ts";
import { linearScores } from "../learner/class-scores.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { multinomialBayes } from "./count-training.ts";
import type { LinearBayes } from "./learned.ts";
import { checkLinearBayes, linearBayesLearned } from "./linear-bayes.ts";

/** Options of `multinomialNaiveBayes`. */
export interface MultinomialNaiveBayesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** Added to each count, so that what was not seen is not impossible. Above 0, default 1. */
  readonly smoothing?: number;
}

const kind = stageKind({
  name: "multinomialNaiveBayes",
  version: 1,
  parameters: { ...classifierParameters, smoothing: number({ default: 1, above: 0, unit: "rows or counts" }) },
  learned: linearBayesLearned,
  check: checkLinearBayes,
  make: (options: MultinomialNaiveBayesOptions<string, string, string, string>) => multinomialNaiveBayes(options),
});

/**
 * Naive Bayes of counts, as of words in texts: features must not be negative. It reads the rows once, in memory of classes · features. It is the
 * one of scikit-learn (`MultinomialNB`) and Spark.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { multinomialNaiveBayes } from "millrace/ml";
 * const words = from([{ features: [3, 0], label: 1 }, { features: [0, 2], label: 0 }, { features: [1, 0], label: 1 }]);
 * const model = await multinomialNaiveBayes().fit(words);
 * console.log((await model.transform(from([{ features: [0, 4] }])).collect())[0]!.prediction); // 0
 * ```
 * @see Manning, Raghavan, Schütze, “Introduction to Information Retrieval”, 2008, §13.2.
 */
export function multinomialNaiveBayes<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: MultinomialNaiveBayesOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, LinearBayes> {
  const parameters = kind.read(options);
  const { smoothing } = parameters;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    train: (columns: number) => multinomialBayes(kind.name, columns, smoothing),
  };
  return supervised(kind, parameters, learner, ({ classes, coefficients, intercepts }) =>
    classAnswers(
      {
        classes,
        size: coefficients.length / classes.length,
        open: () => (features) => linearScores(features, coefficients, intercepts),
      },
      parameters,
    ),
  );
}
