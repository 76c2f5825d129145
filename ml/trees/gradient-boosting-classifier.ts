import { classAnswers } from "../learner/class-answers.ts";
import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { boostedTogether, boostingOf, boostingParameters } from "./boosting-parameters.ts";
import { boostedClasses } from "./boosting-training.ts";
import type { Boosted } from "./learned.ts";
import type { BoostingOptions } from "./options.ts";
import { boostedScores } from "./tree-scores.ts";
import { boostedLearned, checkTrees } from "./trees-learned.ts";

/** Options of `gradientBoostingClassifier`. */
export interface GradientBoostingClassifierOptions<
  F extends string,
  L extends string,
  P extends string,
  Q extends string,
> extends ClassifierOptions<F, L, P, Q>,
    BoostingOptions {}

const kind = stageKind({
  name: "gradientBoostingClassifier",
  version: 2,
  parameters: { ...classifierParameters, ...boostingParameters },
  learned: boostedLearned,
  check: (learned) => {
    const { classes, baseline } = learned;
    const scores = classes.length === 2 ? 1 : classes.length;
    if (classes.length < 2 || baseline.length !== scores) return "it must have a baseline for each score";
    return checkTrees(learned, 1);
  },
  // Version 1 had numbers as features alone.
  upgrade: (saved) => saved,
  make: (options: GradientBoostingClassifierOptions<string, string, string, string>) =>
    gradientBoostingClassifier(options),
});

/**
 * Gradient boosting of two or more classes by the logistic loss: trees added one after another, each of which reduces the loss that those before it have left.
 * Trees grow leaf by leaf on histograms.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more; so do categories, any of them, where features are said to be `categorical`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gradientBoostingClassifier } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 1 : 0 })));
 * const model = await gradientBoostingClassifier({ minLeafRows: 1 }).fit(rows);
 * console.log((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction); // 1
 * ```
 * @see Friedman, “Greedy Function Approximation: A Gradient Boosting Machine”, Ann. Stat. 29, 2001; Ke et al., “LightGBM: A Highly
 *   Efficient Gradient Boosting Decision Tree”, NIPS 2017.
 */
export function gradientBoostingClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: GradientBoostingClassifierOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, Boosted> {
  const parameters = kind.read(options);
  const how = boostingOf(kind.name, parameters);
  const learner = {
    name: kind.name,
    labels: "classes" as const,
    missing: "taken" as const,
    resumes: 1,
    train: (columns: number) => boostedClasses(columns, how),
    inThreads: boostedTogether((columns, team) => boostedClasses(columns, how, team)),
  };
  return supervised(kind, parameters, learner, (learned) =>
    classAnswers(
      {
        classes: learned.classes,
        size: learned.columns,
        missing: "taken",
        open: () => (features) => boostedScores(features, learned),
      },
      parameters,
    ),
  );
}
