import { classAnswers } from "../learner/class-answers.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { choice, number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { categoricalBayes, categoricalScores } from "./categorical-training.ts";
import type { CategoricalBayes } from "./learned.ts";

/** Options of `categoricalNaiveBayes`. */
export interface CategoricalNaiveBayesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** Added to the count of each value, so that what was not seen is not impossible. Above 0, default 1. */
  readonly smoothing?: number;
  /** `"sklearn"`, the default: classes are as likely as they are frequent; `"flink"`: their counts are smoothed, too, each row once for each feature. */
  readonly convention?: "sklearn" | "flink";
}

const kind = stageKind({
  name: "categoricalNaiveBayes",
  version: 1,
  parameters: {
    ...classifierParameters,
    smoothing: number({ default: 1, above: 0, unit: "rows" }),
    convention: choice(["sklearn", "flink"]),
  },
  learned: {
    classes: "float64",
    logPriors: "float64",
    starts: "uint32",
    values: "float64",
    logLikelihoods: "float64",
    logUnseen: "float64",
  },
  check: ({ classes, logPriors, starts, values, logLikelihoods, logUnseen }) =>
    classes.length >= 2 &&
    logPriors.length === classes.length &&
    starts.length >= 1 &&
    starts[0] === 0 &&
    starts.every((start, at) => at === 0 || start >= starts[at - 1]!) &&
    starts.at(-1) === values.length &&
    logLikelihoods.length === classes.length * values.length &&
    logUnseen.length === classes.length * (starts.length - 1)
      ? undefined
      : "it must have a likelihood for each class and value",
  make: (options: CategoricalNaiveBayesOptions<string, string, string, string>) => categoricalNaiveBayes(options),
});

/**
 * Naive Bayes of categories: any numbers, each a value of its own. It reads the rows once, in memory of classes · different values. A
 * value that was never seen in a feature counts as one without rows. It is scikit-learn's `CategoricalNB` where the values of each feature
 * are 0, 1, 2, … without a hole, and Flink ML's `NaiveBayes` by convention.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { categoricalNaiveBayes } from "millrace/ml";
 * const seen = from([{ features: [1, 7], label: 1 }, { features: [2, 7], label: 0 }, { features: [1, 8], label: 1 }]);
 * const model = await categoricalNaiveBayes().fit(seen);
 * console.log((await model.transform(from([{ features: [2, 9] }])).collect())[0]!.prediction); // 0
 * ```
 * @see Manning, Raghavan, Schütze, “Introduction to Information Retrieval”, 2008, §13.2; Apache Flink ML's NaiveBayes.
 */
export function categoricalNaiveBayes<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: CategoricalNaiveBayesOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, CategoricalBayes> {
  const parameters = kind.read(options);
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    train: (columns: number) => categoricalBayes(kind.name, columns, parameters),
  };
  return supervised(kind, parameters, learner, (learned) =>
    classAnswers(
      {
        classes: learned.classes,
        size: learned.starts.length - 1,
        open: () => (features) => categoricalScores(features, learned),
      },
      parameters,
    ),
  );
}
