import { classAnswers } from "../learner/class-answers.ts";
import type { Answers } from "../learner/predictions.ts";
import type { Forest } from "./learned.ts";
import { forestMeans, forestShares, outputsOf } from "./tree-scores.ts";
import { checkTrees } from "./trees-learned.ts";

/** The class with the largest share of the trees' leaves. */
export function forestClassAnswers(
  forest: Forest,
  names: { readonly prediction: string; readonly probability: string },
): Omit<Answers, "features"> {
  const { classes, columns } = forest;
  return classAnswers(
    {
      classes,
      size: columns,
      missing: "taken",
      open: () => (features) => forestShares(features, forest),
      probabilities: (shares) => shares,
    },
    names,
  );
}

/** The mean of the trees' leaves. */
export function forestNumberAnswers(forest: Forest, prediction: string): Omit<Answers, "features"> {
  return {
    size: forest.columns,
    missing: "taken",
    adds: [{ name: prediction }],
    open: () => (features) => [forestMeans(features, forest).data],
  };
}

export function checkClassForest(forest: Forest): string | undefined {
  const outputs = outputsOf(forest);
  const { length } = forest.classes;
  if (length < 2 || (outputs !== length && !(outputs === 1 && length === 2)))
    return "its leaves must have a share for each class";
  return checkTrees(forest, outputs);
}

export function checkNumberForest(forest: Forest): string | undefined {
  return forest.classes.length > 0 ? "it must have no classes" : checkTrees(forest, 1);
}
