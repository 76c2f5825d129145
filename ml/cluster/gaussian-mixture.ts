import { classAnswers } from "../learner/class-answers.ts";
import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";
import { matrixOf } from "../matrix/matrix.ts";
import { choice, columnName, integer, number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustBeCentres, points } from "./first-centres.ts";
import type { CovarianceForm, FoundMixture } from "./learned.ts";
import { covarianceSize, logDensities } from "./mixture.ts";
import { gaussianMixture as train } from "./mixture-training.ts";

/** Options of `gaussianMixture`. */
export interface GaussianMixtureOptions<
  Features extends string,
  Prediction extends string,
  Probability extends string,
> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** A column of weights, not negative: how much a row counts. Default: each 1. */
  readonly weight?: string;
  /** The column that models add: the number of the component that a row most likely comes from. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** The column of vectors that models add: how likely a row comes from each component. Default `"probability"`. */
  readonly probability?: Probability;
  /** Components, from 1. */
  readonly k: number;
  /** A covariance matrix for each component, one for all, variances of each column, or one variance for all columns. Default `"full"`. */
  readonly covariance?: CovarianceForm;
  /** First means, k of them; each component begins as wide as all rows are. Default: clusters of `kMeans`, which begins with k-means++. */
  readonly means?: ReadonlyArray<readonly number[]>;
  /** Runs from means that are drawn anew; the one that fits best counts. Default 1. */
  readonly starts?: number;
  /** Added to each variance, in squared units of the features, ≥ 0, so that no component shrinks to a point. Default 1e-6. */
  readonly regularization?: number;
  /** Passes over the rows of each run at most, beside those of `kMeans`. Default 100. */
  readonly maxIterations?: number;
  /** A run ends where the mean log density of the rows changes by less, ≥ 0. Default 1e-3. */
  readonly tolerance?: number;
  /** The same seed draws the same means. Default 0. */
  readonly seed?: number;
}

const kind = stageKind({
  name: "gaussianMixture",
  version: 1,
  parameters: {
    features: columnName("features"),
    weight: optional(columnName()),
    prediction: columnName("prediction"),
    probability: columnName("probability"),
    k: integer({ min: 1, unit: "components" }),
    covariance: choice(["full", "tied", "diagonal", "spherical"]),
    means: optional(points()),
    starts: integer({ default: 1, min: 1, unit: "runs" }),
    regularization: number({ default: 1e-6, min: 0, unit: "squared units of the features" }),
    maxIterations: integer({ default: 100, min: 1, unit: "passes" }),
    tolerance: number({ default: 1e-3, min: 0, unit: "mean log density" }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: {
    weights: "float64",
    means: "float64",
    covariances: "float64",
    logLikelihood: "number",
    iterations: "number",
  },
  check: ({ weights, means, covariances }, { k, covariance }) =>
    weights.length === k &&
    means.length > 0 &&
    means.length % k === 0 &&
    covariances.length === covarianceSize(covariance, k, means.length / k)
      ? undefined
      : "it must have a weight, a mean and a covariance for each component",
  make: (options: GaussianMixtureOptions<string, string, string>) => gaussianMixture(options),
});

/**
 * A mixture of normal distributions: how likely rows come from each of k components, learned by expectation and maximization. Each step is a
 * pass over the rows, so data may be larger than memory. Clusters may be stretched and of different sizes, unlike those of `kMeans`.
 *
 * @throws RangeError where there are fewer rows than components, or a covariance is singular.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gaussianMixture } from "millrace/ml";
 * const rows = from([0, 1, 2, 100, 140, 180].map((x) => ({ features: [x] })));
 * const model = await gaussianMixture({ k: 2 }).fit(rows);
 * const [a, b, c, d] = await model.transform(rows).collect();
 * console.log(a!.prediction === c!.prediction, c!.prediction === d!.prediction, Math.max(...b!.probability) > 0.99); // true false true
 * ```
 * @see Dempster, Laird, Rubin, “Maximum Likelihood from Incomplete Data via the EM Algorithm”, J. R. Stat. Soc. B 39, 1977; scikit-learn,
 *   `GaussianMixture`, which makes one more step of maximization after the last that it looks at.
 */
export function gaussianMixture<
  const Features extends string = "features",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: GaussianMixtureOptions<Features, Prediction, Probability>,
): Unsupervised<Features, { [Name in Prediction]: number } & { [Name in Probability]: Float64Array }, FoundMixture> {
  const parameters = kind.read(options);
  const { features, weight, prediction, probability, k, means, covariance, ...how } = parameters;
  mustBeCentres(kind.name, "means", means, k);
  const learner = {
    name: kind.name,
    labels: "none" as const,
    squares: ["features"] as const,
    resumes: 2,
    train: (columns: number) =>
      train(columns, {
        ...how,
        name: kind.name,
        k,
        covariance,
        means: means === undefined ? undefined : matrixOf(means),
      }),
  };
  const adds = [prediction, probability];
  return unsupervised(kind, parameters, { features, weight, adds }, learner, (learned) =>
    classAnswers(
      {
        classes: Float64Array.from({ length: k }, (_, component) => component),
        size: learned.means.length / k,
        open: () => logDensities(kind.name, covariance, learned),
      },
      { prediction, probability },
    ),
  );
}
