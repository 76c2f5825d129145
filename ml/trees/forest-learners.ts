import type { Learner, SharedTraining } from "../learner/learner.ts";
import {
  classificationForest,
  type ForestTraining,
  joinedForests,
  joinedGrown,
  regressionForest,
} from "./forest-training.ts";
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
  return {
    name,
    labels: "classes",
    missing: "taken",
    ...keeping(parameters),
    train: (columns) => classificationForest(columns, how),
    ...inParts(parameters, (columns, share) => classificationForest(columns, how, share)),
  };
}

/** Learns numbers. */
export function numberLearner(name: string, parameters: ForestParameters, drawn: Drawn): Learner<Forest> {
  const how = trainingOf(name, parameters, drawn);
  return {
    name,
    labels: "numbers",
    missing: "taken",
    squares: ["labels"],
    ...keeping(parameters),
    train: (columns) => regressionForest(columns, how),
    ...inParts(parameters, (columns, share) => regressionForest(columns, how, share)),
  };
}

/** A forest goes on behind the trees that it has; a single tree grows at once. */
function keeping({ trees = 1 }: ForestParameters): Pick<Learner<Forest>, "resumes"> {
  return trees === 1 ? {} : { resumes: 2 };
}

/** Threads grow some of the trees each; a single tree is grown by one. */
function inParts(
  { trees = 1 }: ForestParameters,
  train: SharedTraining<Forest>["train"],
): Pick<Learner<Forest>, "inThreads"> {
  return trees === 1 ? {} : { inThreads: { train, join: joinedForests, joinKept: joinedGrown } };
}

function trainingOf(name: string, parameters: ForestParameters, drawn: Drawn): ForestTraining {
  const { trees = 1, featuresPerSplit: choice = "all" } = parameters;
  return {
    ...growth(name, parameters),
    ...drawn,
    name,
    trees,
    featuresPerSplit: (count) => featuresPerSplit(choice, count),
  };
}
