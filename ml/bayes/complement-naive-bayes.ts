import { classAnswers } from "../learner/class-answers.ts";
import { linearScores } from "../learner/class-scores.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { complementBayes } from "./count-training.ts";
import type { LinearBayes } from "./learned.ts";
import { checkLinearBayes, linearBayesLearned } from "./linear-bayes.ts";

/** Options of `complementNaiveBayes`. */
export interface ComplementNaiveBayesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** Added to each count, so that what was not seen is not impossible. Above 0, default 1. */
  readonly smoothing?: number;
}

const kind = stageKind({
  name: "complementNaiveBayes",
  version: 1,
  parameters: { ...classifierParameters, smoothing: number({ default: 1, above: 0, unit: "rows or counts" }) },
  learned: linearBayesLearned,
  check: checkLinearBayes,
  make: (options: ComplementNaiveBayesOptions<string, string, string, string>) => complementNaiveBayes(options),
});

/**
 * Naive Bayes of counts that scores a class by what all other classes look like, for classes of very different sizes: features must not be
 * negative. It reads the rows once, in memory of classes · features. It is scikit-learn's `ComplementNB`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { complementNaiveBayes } from "millrace/ml";
 * const words = from([{ features: [3, 0], label: 1 }, { features: [0, 2], label: 0 }, { features: [1, 0], label: 1 }]);
 * const model = await complementNaiveBayes().fit(words);
 * console.log((await model.transform(from([{ features: [0, 4] }])).collect())[0]!.prediction); // 0
 * ```
 * @see Rennie, Shih, Teevan, Karger, “Tackling the Poor Assumptions of Naive Bayes Text Classifiers”, ICML 2003, §3.1.
 */
export function complementNaiveBayes<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: ComplementNaiveBayesOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, LinearBayes> {
  const parameters = kind.read(options);
  const { smoothing } = parameters;
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    train: (columns: number) => complementBayes(kind.name, columns, smoothing),
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
