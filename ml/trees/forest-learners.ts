import type { Learner } from "../learner/learner.ts";
import { classificationForest, type ForestTraining, regressionForest } from "./forest-training.ts";
import type { Forest } from "./learned.ts";
import type { FeaturesPerSplit } from "./options.ts";
import { featuresPerSplit, type Growth, growth } from "./tree-parameters.ts";

/** What stages of trees are told: a single tree has no number of trees, and splits that choose from all features. */
interface ForestParameters extends Growth {
  readonly trees?: number;
  readonly featuresPerSplit?: FeaturesPerSplit;
}

/** What makes trees of one kind differ from those of another: which rows they learn from, and how splits are found. */
type Drawn = Pick<ForestTraining, "rows" | "splits">;

/** Learns classes. */
export function classLearner(
  name: string,
  parameters: ForestParameters & { readonly criterion: "gini" | "entropy" },
  drawn: Drawn,
): Learner<Forest> {
  const how = { ...trainingOf(name, parameters, drawn), criterion: parameters.criterion };
  return { name, labels: "classes", missing: "taken", train: (columns) => classificationForest(columns, how) };
}

/** Learns numbers. */
export function numberLearner(name: string, parameters: ForestParameters, drawn: Drawn): Learner<Forest> {
  const how = trainingOf(name, parameters, drawn);
  return { name, labels: "numbers", missing: "taken", train: (columns) => regressionForest(columns, how) };
}

function trainingOf(name: string, parameters: ForestParameters, drawn: Drawn): ForestTraining {
  const { trees = 1, featuresPerSplit: choice = "all" } = parameters;
  return {
    ...growth(parameters),
    ...drawn,
    name,
    trees,
    featuresPerSplit: (count) => featuresPerSplit(choice, count),
  };
}
