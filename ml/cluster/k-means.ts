import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";
import { type Matrix, matrixOf, rowsBetween } from "../matrix/matrix.ts";
import { columnName, integer, number, optional } from "../stages/parameters.ts";
import { blockRows } from "../stages/row-blocks.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { NearestCentre, nearestOf } from "./centres.ts";
import { mustBeCentres, points } from "./first-centres.ts";
import { kMeans as train } from "./k-means-training.ts";
import type { Clusters } from "./learned.ts";

/** Options of `kMeans`. */
export interface KMeansOptions<Features extends string, Prediction extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** A column of weights, not negative: how much a row counts. Default: each 1. */
  readonly weight?: string;
  /** The column that models add: the number of the nearest centre. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** Clusters, from 1. */
  readonly k: number;
  /** First centres, k of them. Default: rows drawn by k-means++. */
  readonly centres?: ReadonlyArray<readonly number[]>;
  /** Runs from first centres that are drawn anew; the one with the least inertia counts. Default 1. */
  readonly starts?: number;
  /** Passes over the rows of each run at most. Default 300. */
  readonly maxIterations?: number;
  /** A run ends where centres move, squared and summed up, by less than it times the mean variance of the features. Default 1e-4. */
  readonly tolerance?: number;
  /** The same seed draws the same centres. Default 0. */
  readonly seed?: number;
}

const kind = stageKind({
  name: "kMeans",
  version: 1,
  parameters: {
    features: columnName("features"),
    weight: optional(columnName()),
    prediction: columnName("prediction"),
    k: integer({ min: 1, unit: "clusters" }),
    centres: optional(points()),
    starts: integer({ default: 1, min: 1, unit: "runs" }),
    maxIterations: integer({ default: 300, min: 1, unit: "passes" }),
    tolerance: number({ default: 1e-4, min: 0, unit: "mean variances of the features" }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { centres: "float64", inertia: "number", iterations: "number" },
  check: ({ centres }, { k }) =>
    centres.length > 0 && centres.length % k === 0 ? undefined : "it must have k centres",
  make: (options: KMeansOptions<string, string>) => kMeans(options),
});

/**
 * k-means: centres such that rows lie near the nearest one. First centres are drawn by k-means++, of 65,536 rows that are a sample
 * where there are more; each iteration of Lloyd's is a pass over the rows, so data may be larger than memory. A centre that no row is
 * nearest to moves to the row that is farthest from its own.
 *
 * @throws RangeError where there are fewer rows than clusters.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { kMeans } from "millrace/ml";
 * const points = from([[0, 0], [0, 1], [9, 9], [9, 8]].map((features) => ({ features })));
 * const model = await kMeans({ k: 2 }).fit(points);
 * const [a, b, c] = await model.transform(points).collect();
 * console.log(model.learned.inertia, a!.prediction === b!.prediction, a!.prediction === c!.prediction); // 1 true false
 * ```
 * @see Lloyd, “Least Squares Quantization in PCM”, IEEE Trans. Inf. Theory 28, 1982; Arthur, Vassilvitskii, “k-means++”, SODA 2007.
 */
export function kMeans<const Features extends string = "features", const Prediction extends string = "prediction">(
  options: KMeansOptions<Features, Prediction>,
): Unsupervised<Features, { [Name in Prediction]: number }, Clusters> {
  const parameters = kind.read(options);
  const { features, weight, prediction, k, centres, ...how } = parameters;
  mustBeCentres(kind.name, "centres", centres, k);
  const learner = {
    name: kind.name,
    labels: "none" as const,
    resumes: 1,
    train: (columns: number) =>
      train(columns, { ...how, name: kind.name, k, centres: centres === undefined ? undefined : matrixOf(centres) }),
  };
  return unsupervised(kind, parameters, { features, weight, adds: prediction }, learner, (learned) => ({
    size: learned.centres.length / k,
    adds: [{ name: prediction }],
    open: () => {
      const columns = learned.centres.length / k;
      const nearest = new NearestCentre({ data: learned.centres, rows: k, columns });
      return (rows) => [inBlocks(rows, nearest)];
    },
  }));
}

function inBlocks(all: Matrix, nearest: NearestCentre): Float64Array {
  const answers = new Float64Array(all.rows);
  for (let start = 0; start < all.rows; start += blockRows) {
    const rows = rowsBetween(all, start, Math.min(all.rows, start + blockRows));
    answers.set(nearestOf(rows, nearest), start);
  }
  return answers;
}
