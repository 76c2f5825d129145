import { classAnswers } from "../learner/class-answers.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { gaussianBayes, gaussianScores } from "./gaussian-training.ts";
import type { GaussianBayes } from "./learned.ts";

/** Options of `gaussianNaiveBayes`. */
export interface GaussianNaiveBayesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q> {
  /** The share of the largest variance of a feature that is added to all variances, so that none is 0. Above 0, default 1e-9. */
  readonly smoothing?: number;
}

const kind = stageKind({
  name: "gaussianNaiveBayes",
  version: 1,
  parameters: { ...classifierParameters, smoothing: number({ default: 1e-9, above: 0 }) },
  learned: { classes: "float64", logPriors: "float64", means: "float64", variances: "float64" },
  check: ({ classes, logPriors, means, variances }) => {
    if (classes.length < 2 || logPriors.length !== classes.length)
      return "it must have at least two classes, and a prior for each";
    const fits = means.length === variances.length && means.length % classes.length === 0;
    return fits ? undefined : "it must have as many means and variances for each class";
  },
  make: (options: GaussianNaiveBayesOptions<string, string, string, string>) => gaussianNaiveBayes(options),
});

/**
 * Naive Bayes of measurements: in each class each feature follows a normal distribution of its own. It reads the rows once, in memory
 * of classes · features. It is scikit-learn's `GaussianNB`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gaussianNaiveBayes } from "millrace/ml";
 * const heights = from([1.5, 1.6, 1.8, 1.9].map((height) => ({ features: [height], label: height > 1.7 ? 1 : 0 })));
 * const model = await gaussianNaiveBayes().fit(heights);
 * console.log((await model.transform(from([{ features: [1.84] }])).collect())[0]!.prediction); // 1
 * ```
 * @see Hastie, Tibshirani, Friedman, “The Elements of Statistical Learning”, 2nd ed. 2009, §6.6.3.
 */
export function gaussianNaiveBayes<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: GaussianNaiveBayesOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, GaussianBayes> {
  const parameters = kind.read(options);
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    squares: ["features"] as const,
    train: (columns: number) => gaussianBayes(kind.name, columns, parameters.smoothing),
  };
  return supervised(kind, parameters, learner, (learned) =>
    classAnswers(
      {
        classes: learned.classes,
        size: learned.means.length / learned.classes.length,
        open: () => (features) => gaussianScores(features, learned),
      },
      parameters,
    ),
  );
}
