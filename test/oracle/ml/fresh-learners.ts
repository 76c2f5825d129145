import { type Dataset, from } from "../../../core/mod.ts";
import * as ml from "../../../ml/mod.ts";
import type { Rows } from "./fresh-rows.ts";

// biome-ignore lint/suspicious/noExplicitAny: learners of all kinds in one table
type Any = any;

/** A learner here and its like elsewhere, and what of their answers is compared. */
export interface Pair {
  readonly make?: () => Any;
  /** What is told instead of answers of what `make` makes; `given` of it goes to the other. */
  readonly answers?: (rows: Rows) => Promise<Readonly<Record<string, unknown>>>;
  /** An expression of Python; FIRST stands for the first `k` rows, SEED for several seeds, of which the worst counts. */
  readonly estimator: string;
  /** Of "reference" the estimator is a function of fresh_references.py. */
  readonly library?: "river" | "reference";
  readonly labels: "numbers" | "classes" | "two classes" | "counts" | "none";
  /** "answers": each number; "fit": how well it fits the rows that it learned from, as trees that differ in ties do. */
  readonly compares?: "answers" | "fit";
  readonly features?: "counts" | "first";
  /** Relative to the largest of a column. */
  readonly within?: number;
  /** Fewer than that many rows are refused by one of the two for its own reason. */
  readonly leastRows?: number;
}

const exact = { tolerance: 1e-10, maxIterations: 2000 };

export const pairs: Readonly<Record<string, Pair>> = {
  linearRegression: {
    make: () => ml.linearRegression(),
    // Of scaled columns, which does not change the plane: by itself it loses digits of columns of other scales.
    estimator: "make_pipeline(StandardScaler(), LinearRegression())",
    labels: "numbers",
  },
  ridge: { make: () => ml.ridge({ alpha: 0.5 }), estimator: "Ridge(0.5)", labels: "numbers" },
  lasso: {
    make: () => ml.lasso({ alpha: 0.1, ...exact }),
    estimator: "Lasso(0.1, tol=1e-12, max_iter=1000000)",
    labels: "numbers",
    within: 1e-5,
  },
  elasticNet: {
    make: () => ml.elasticNet({ alpha: 0.1, l1Ratio: 0.3, ...exact }),
    estimator: "ElasticNet(alpha=0.1, l1_ratio=0.3, tol=1e-12, max_iter=1000000)",
    labels: "numbers",
    within: 1e-5,
  },
  "generalizedLinearRegression, poisson": {
    make: () => ml.generalizedLinearRegression({ family: "poisson", alpha: 1, ...exact }),
    estimator: "PoissonRegressor(alpha=1, tol=1e-10, max_iter=2000, solver='newton-cholesky')",
    labels: "counts",
    within: 1e-5,
  },
  logisticRegression: {
    make: () => ml.logisticRegression(exact),
    estimator: "LogisticRegression(tol=1e-12, max_iter=2000, solver='newton-cholesky')",
    labels: "classes",
    within: 1e-5,
  },
  linearSvc: {
    make: () => ml.linearSvc({ intercept: false, ...exact }),
    estimator: "LinearSVC(fit_intercept=False, dual=False, tol=1e-12, max_iter=100000)",
    labels: "two classes",
  },
  isotonicRegression: {
    make: () => ml.isotonicRegression(),
    estimator: "IsotonicRegression(out_of_bounds='clip')",
    labels: "numbers",
    features: "first",
  },
  gaussianNaiveBayes: { make: () => ml.gaussianNaiveBayes(), estimator: "GaussianNB()", labels: "classes" },
  multinomialNaiveBayes: {
    make: () => ml.multinomialNaiveBayes(),
    estimator: "MultinomialNB()",
    labels: "classes",
    features: "counts",
  },
  complementNaiveBayes: {
    make: () => ml.complementNaiveBayes(),
    estimator: "ComplementNB()",
    labels: "classes",
    features: "counts",
  },
  bernoulliNaiveBayes: { make: () => ml.bernoulliNaiveBayes(), estimator: "BernoulliNB()", labels: "classes" },
  knnClassifier: {
    make: () => ml.knnClassifier({ k: 3 }),
    estimator: "KNeighborsClassifier(3, algorithm='brute')",
    labels: "classes",
  },
  knnRegressor: {
    make: () => ml.knnRegressor({ k: 3, weights: "distance" }),
    estimator: "KNeighborsRegressor(3, weights='distance', algorithm='brute')",
    labels: "numbers",
    within: 1e-6,
  },
  oneVsRest: {
    make: () => ml.oneVsRest(ml.gaussianNaiveBayes()),
    estimator: "OneVsRestClassifier(GaussianNB())",
    labels: "classes",
  },
  // Of scaled columns, which changes no tree: by itself theirs takes values that differ by less than 1e-7 for equal.
  decisionTreeClassifier: {
    make: () => ml.decisionTreeClassifier({ maxDepth: 4 }),
    estimator: "make_pipeline(StandardScaler(), DecisionTreeClassifier(max_depth=4, random_state=SEED))",
    labels: "classes",
    compares: "fit",
  },
  decisionTreeRegressor: {
    make: () => ml.decisionTreeRegressor({ maxDepth: 4 }),
    estimator: "make_pipeline(StandardScaler(), DecisionTreeRegressor(max_depth=4, random_state=SEED))",
    labels: "numbers",
    compares: "fit",
  },
  randomForestClassifier: {
    make: () => ml.randomForestClassifier({ trees: 30 }),
    estimator: "make_pipeline(StandardScaler(), RandomForestClassifier(30, random_state=SEED))",
    labels: "classes",
    compares: "fit",
  },
  extraTreesRegressor: {
    make: () => ml.extraTreesRegressor({ trees: 30 }),
    estimator: "make_pipeline(StandardScaler(), ExtraTreesRegressor(30, random_state=SEED))",
    labels: "numbers",
    compares: "fit",
  },
  gradientBoostingClassifier: {
    make: () => ml.gradientBoostingClassifier({ minLeafRows: 5, rounds: 30 }),
    estimator: "HistGradientBoostingClassifier(min_samples_leaf=5, max_iter=30, early_stopping=False)",
    labels: "classes",
    compares: "fit",
  },
  gradientBoostingRegressor: {
    make: () => ml.gradientBoostingRegressor({ minLeafRows: 5, rounds: 30 }),
    estimator: "HistGradientBoostingRegressor(min_samples_leaf=5, max_iter=30, early_stopping=False)",
    labels: "numbers",
    compares: "fit",
  },
  standardScaler: { make: () => ml.standardScaler(), estimator: "StandardScaler()", labels: "none" },
  minMaxScaler: { make: () => ml.minMaxScaler(), estimator: "MinMaxScaler()", labels: "none" },
  maxAbsScaler: { make: () => ml.maxAbsScaler(), estimator: "MaxAbsScaler()", labels: "none" },
  robustScaler: { make: () => ml.robustScaler(), estimator: "RobustScaler()", labels: "none" },
  powerTransformer: {
    make: () => ml.powerTransformer(),
    estimator: "PowerTransformer()",
    labels: "none",
    within: 1e-4,
  },
  imputer: {
    make: () => ml.imputer("features", { strategy: "median" }),
    estimator: "SimpleImputer(strategy='median')",
    labels: "none",
  },
  varianceThresholdSelector: {
    make: () => ml.varianceThresholdSelector(),
    estimator: "VarianceThreshold()",
    labels: "none",
  },
  pca: { make: () => ml.pca({ components: 2 }), estimator: "PCA(2, svd_solver='full')", labels: "none", within: 1e-6 },
  truncatedSvd: {
    make: () => ml.truncatedSvd({ components: 1 }),
    estimator: "TruncatedSVD(1, algorithm='arpack')",
    labels: "none",
    within: 1e-6,
  },
  kMeans: {
    estimator: "KMeans(3, init=np.array(FIRST), n_init=1, tol=0, algorithm='lloyd')",
    labels: "none",
  },
  gaussianMixture: {
    // From the first two rows, each as wide as all rows are: of other starts either may end in another optimum.
    estimator:
      "GaussianMixture(2, tol=1e-9, max_iter=5000, weights_init=[.5, .5], means_init=X[:2], precisions_init=[np.diag(1 / (X.var(0) + 1e-6))] * 2)",
    labels: "none",
  },
  dbscan: { estimator: "DBSCAN(eps=1.0, min_samples=4)", labels: "none" },
  agglomerativeClustering: { estimator: "AgglomerativeClustering(3)", labels: "none" },
  onlineStandardScaler: {
    make: () => ml.onlineStandardScaler(),
    estimator: "preprocessing.StandardScaler()",
    library: "river",
    labels: "none",
  },
  onlineSgdClassifier: {
    make: () => ml.onlineSgdClassifier({ learningRate: 0.01 }),
    estimator: "linear_model.LogisticRegression(optim.SGD(0.01), l2=0.0)",
    library: "river",
    labels: "two classes",
    within: 1e-6,
  },
};

/** What begins with the first rows. */
const begun: Readonly<Record<string, (features: Rows["features"]) => Any>> = {
  kMeans: (features) => ml.kMeans({ k: 3, tolerance: 0, centres: features.slice(0, 3) }),
  gaussianMixture: (features) =>
    ml.gaussianMixture({ k: 2, maxIterations: 5000, tolerance: 1e-9, means: features.slice(0, 2) }),
};

/** What our learner answers, in the form of the other's. */
export async function ownAnswer(name: string, pair: Pair, rows: Rows): Promise<Readonly<Record<string, unknown>>> {
  if (pair.answers !== undefined) return await pair.answers(rows);
  const asked = from(rows.asked.map((features) => ({ features: Float64Array.from(features) })));
  const known = from(
    rows.features.map((features, at) => ({ features: Float64Array.from(features), label: rows.labels[at]! })),
  ) as Dataset<Any>;
  if (name === "dbscan") {
    return { clusters: [...(await ml.dbscan(known, { distance: 1, minNeighbours: 4 })).labels] };
  }
  if (name === "agglomerativeClustering")
    return { clusters: [...(await ml.agglomerativeClustering(known, { clusters: 3 })).labels] };
  const estimator = begun[name]?.(rows.features) ?? pair.make!();
  const model: Any =
    pair.library === "river"
      ? estimator.model(((await estimator.fit(known).versions.collect()) as Any[]).at(-1).learned)
      : await estimator.fit(known);
  if (name === "kMeans") return { inertia: model.learned.inertia };
  if (name === "gaussianMixture") return { likelihood: model.learned.logLikelihood };
  const answers: Any[] = await model
    .transform(pair.library === "river" && pair.labels === "none" ? known : asked)
    .collect();
  if (name === "pca" || name === "truncatedSvd") {
    return {
      variance: [...model.learned.explainedVariance],
      values: answers.map((row) => [...row.features].map(Math.abs)),
    };
  }
  if (pair.labels === "none") return { transformed: answers.map((row) => [...row.features]) };
  if (pair.compares === "fit") return { score: scoreOf(await model.transform(known).collect(), pair) };
  const prediction = answers.map((row) => row.prediction);
  return answers.length > 0 && "probability" in answers[0]
    ? { prediction, probability: answers.map((row) => [...row.probability]) }
    : { prediction };
}

/** The share that is right, or R². */
function scoreOf(rows: readonly Any[], { labels }: Pair): number {
  if (labels !== "numbers") return rows.filter((row) => row.prediction === row.label).length / rows.length;
  const mean = rows.reduce((sum, row) => sum + row.label, 0) / rows.length;
  const all = rows.reduce((sum, row) => sum + (row.label - mean) ** 2, 0);
  return 1 - rows.reduce((sum, row) => sum + (row.label - row.prediction) ** 2, 0) / all;
}
