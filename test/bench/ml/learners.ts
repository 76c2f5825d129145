import {
  decisionTreeClassifier,
  elasticNet,
  fitRows,
  gaussianMixture,
  gaussianNaiveBayes,
  gradientBoostingClassifier,
  kMeans,
  lasso,
  linearRegression,
  linearSvc,
  logisticRegression,
  type Matrix,
  pca,
  randomForestClassifier,
  ridge,
} from "../../../ml/mod.ts";
import type { BenchCase } from "../case.ts";
import type { BenchRows } from "./data.ts";
import { flightCategories } from "./flights.ts";
import { answersOf, areaUnderRoc, logisticObjective, share, squaredHingeObjective, sum } from "./results.ts";
import { answered, type Held, tookSince, type Within } from "./rival.ts";

/** A learner on a matrix in memory. */
export interface LearnerRow {
  readonly name: string;
  /** What is measured. */
  readonly train: (rows: BenchRows) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: what each learner has learned
  readonly result: (learned: any, rows: BenchRows) => number | Promise<number>;
  /** How near the results must be, relative to theirs, or by themselves. */
  readonly within: Within;
}

/** What is linear or has a kernel, of many features as of few. */
export const matrixLearners: readonly LearnerRow[] = [
  {
    name: "linearRegression",
    train: ({ features, numbers }) => fitRows(linearRegression(), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-8 },
  },
  {
    name: "ridge",
    train: ({ features, numbers }) => fitRows(ridge(), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-8 },
  },
  {
    name: "lasso",
    train: ({ features, numbers }) => fitRows(lasso({ alpha: 0.01 }), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-5 },
  },
  {
    name: "elasticNet",
    train: ({ features, numbers }) => fitRows(elasticNet({ alpha: 0.01 }), { features, labels: numbers }),
    result: ({ coefficients }) => sum(coefficients),
    within: { rel: 1e-5 },
  },
  {
    name: "logisticRegression",
    train: ({ features, classes }) => fitRows(logisticRegression(), { features, labels: classes }),
    result: (learned, { features, classes }) => logisticObjective(learned, features, classes),
    within: { notAbove: 1e-6 },
  },
  {
    name: "logisticRegression of three classes",
    train: ({ features, three }) => fitRows(logisticRegression(), { features, labels: three }),
    result: (learned, { features, three }) => logisticObjective(learned, features, three),
    within: { notAbove: 1e-6 },
  },
  {
    name: "linearSvc",
    train: ({ features, classes }) => fitRows(linearSvc(), { features, labels: classes }),
    result: (learned, { features, classes }) => squaredHingeObjective(learned, features, classes),
    within: { notAbove: 1e-6 },
  },
  {
    name: "gaussianNaiveBayes",
    train: ({ features, three }) => fitRows(gaussianNaiveBayes(), { features, labels: three }),
    result: ({ means, variances }) => sum(means) + sum(variances),
    within: { rel: 1e-8 },
  },
  {
    name: "pca",
    train: ({ features }) => fitRows(pca({ components: 5 }), { features }),
    result: ({ explainedVariance }) => sum(explainedVariance),
    within: { rel: 1e-8 },
  },
  {
    name: "kMeans",
    train: ({ features }) =>
      fitRows(kMeans({ k: 10, centres: firstRows(features, 10), maxIterations: 20, tolerance: 0 }), { features }),
    result: ({ inertia }) => inertia,
    within: { rel: 1e-7 },
  },
  {
    name: "gaussianMixture of 5 full covariances, 20 steps",
    train: ({ features }) => {
      const means = firstRows(features, 5);
      return fitRows(gaussianMixture({ k: 5, means, maxIterations: 20, tolerance: 0 }), { features });
    },
    result: ({ logLikelihood }) => logLikelihood,
    within: { rel: 1e-4 },
  },
];

/** Trees. */
export const treeLearners: readonly LearnerRow[] = [
  {
    name: "decisionTreeClassifier",
    train: ({ features, classes }) => fitRows(decisionTreeClassifier({ maxDepth: 12 }), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => share(answersOf(learned, held), heldClasses),
    within: { abs: 0.015 },
  },
  {
    name: "randomForestClassifier",
    train: ({ features, classes }) => fitRows(randomForestClassifier({ trees: 10 }), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => share(answersOf(learned, held), heldClasses),
    within: { abs: 0.015 },
  },
  {
    name: "gradientBoostingClassifier",
    train: ({ features, classes }) => fitRows(gradientBoostingClassifier(), { features, labels: classes }),
    result: (learned, { held, heldClasses }) => areaUnderRoc(answersOf(learned, held), heldClasses),
    within: { abs: 0.003 },
  },
];

/** The 3M real flights, of which each thirtieth is only looked at: which will be more than 15 minutes late? */
export const flightsRow: LearnerRow = {
  name: "gradientBoostingClassifier of flights",
  train: ({ features, classes }) =>
    fitRows(gradientBoostingClassifier({ categorical: flightCategories }), { features, labels: classes }),
  result: (learned, { held, heldClasses }) => areaUnderRoc(answersOf(learned, held), heldClasses),
  within: { notBelow: 0.003 },
};

/** … beside scikit-learn. */
export function caseOf({ name, train, result, within }: LearnerRow, data: Held): BenchCase {
  let own = 0;
  return {
    name: `${name} · ${data.columns} features`,
    rows: data.count,
    run: async () => {
      const made = await data.rows();
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const learned = train(made);
      const took = tookSince(cpu, wall);
      own = await result(learned, made);
      return took;
    },
    rival: { name: "scikit-learn", run: () => answered(name, data, () => own, within) },
  };
}

function firstRows({ data, columns }: Matrix, count: number): number[][] {
  return Array.from({ length: count }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}
