import { choice, columnName, integer, number, optional } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustFit } from "./checks.ts";
import { type Every, everyRows } from "./every.ts";
import { nearestCentre } from "./kernels/nearest-centre.ts";
import { type OnlineEstimator, onlineEstimator } from "./online-estimator.ts";
import type { Answer, OnlineLearner, OnlineRows, OnlineTask } from "./online-learner.ts";

/** Options of `onlineKMeans`. */
export interface OnlineKMeansOptions<Features extends string, Prediction extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** A column of weights, not negative: how much a row counts. Default: each 1. */
  readonly weight?: string;
  /** The column that models add: the number of the nearest centre. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** Clusters, from 1. The first different rows are the first centres, unless fit is given an initial model. */
  readonly k: number;
  /**
   * What the weight of a centre is multiplied by before rows are added to it: 1 is the mean of all rows there were, 0 that of the
   * last ones only. Default 1.
   */
  readonly decay?: number;
  /** `"by batch"`, the default: centres move at the end of each batch of `every`, and once it has decayed. `"row by row"`: with each row. */
  readonly moves?: "by batch" | "row by row";
  /** After how many rows, or in which windows, there is a new model. Default 32 rows. */
  readonly every?: Every;
}

/** Centres, and what rows weigh that they are the means of. */
export interface WeightedCentres {
  readonly centres: Float64Array; // [k × columns], row-major
  readonly weights: Float64Array; // [k]
}

const kind = stageKind({
  name: "onlineKMeans",
  version: 1,
  parameters: {
    features: columnName("features"),
    weight: optional(columnName()),
    prediction: columnName("prediction"),
    k: integer({ min: 1, unit: "clusters" }),
    decay: number({ default: 1, min: 0, max: 1 }),
    moves: choice(["by batch", "row by row"]),
    every: everyRows(32),
  },
  learned: { centres: "float64", weights: "float64" },
  check: ({ centres, weights }, { k }) =>
    weights.length > 0 && weights.length <= k && centres.length > 0 && centres.length % weights.length === 0
      ? undefined
      : "it must have a weight for each of at most k centres",
  make: (options: OnlineKMeansOptions<string, string>) => onlineKMeans(options) as never,
});

/**
 * k-means whose centres move with the rows: `centre ← (centre·w·decay + Σ rows) / (w·decay + count)` of those that are nearest to it,
 * `w ← w·decay + count`. A centre that no row is nearest to stays where it is.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { onlineKMeans } from "millrace/ml";
 * const rows = from([0, 10, 1, 11].map((x) => ({ features: [x] })));
 * const models = onlineKMeans({ k: 2, every: 4 }).fit(rows);
 * const [first] = await models.versions.collect();
 * console.log(first!.learned.centres); // [0.5, 10.5]
 * ```
 * @see Apache Flink ML's OnlineKMeans, which has the rule of Spark's StreamingKMeans; row by row: MacQueen, “Some Methods for
 *   Classification and Analysis of Multivariate Observations”, Berkeley Symposium 1967.
 */
export function onlineKMeans<
  const Features extends string = "features",
  const Prediction extends string = "prediction",
>(
  options: OnlineKMeansOptions<Features, Prediction>,
): OnlineEstimator<
  Columns<Features, VectorValue>,
  { [Name in NoInfer<Prediction>]: number },
  Columns<Features, VectorValue>,
  WeightedCentres
> {
  const parameters = kind.read(options);
  const { features, weight, prediction, every, ...how } = parameters;
  const learner: OnlineLearner<WeightedCentres> = {
    name: kind.name,
    labels: "none",
    adds: () => [{ name: prediction }],
    sizeOf: ({ centres, weights }) => centres.length / weights.length,
    answerOf: ({ centres, weights }) => nearestOf(centres, () => weights.length),
    open: (columns, from) => {
      if (from.initial !== undefined) mustFit(kind.name, columns, learner.sizeOf(from.initial));
      return movingCentres(columns, from, how);
    },
  };
  return onlineEstimator(kind, parameters, { learner, columns: { features, weight }, every });
}

function nearestOf(centres: Float64Array, count: () => number): Answer {
  return ({ features: { data, columns } }, row, out, at) => {
    out[at] = nearestCentre(data, row * columns, centres, count(), columns);
  };
}

interface Saved {
  /** Of k centres; those that there are yet come first. */
  readonly centres: Float64Array;
  readonly weights: Float64Array;
  readonly count: number;
  /** Of the batch at hand: sums of rows, and what they weigh. */
  readonly sums: Float64Array;
  readonly added: Float64Array;
}

interface How {
  readonly k: number;
  readonly decay: number;
  readonly moves: "by batch" | "row by row";
}

function movingCentres(
  columns: number,
  { saved, initial }: { readonly saved?: unknown; readonly initial?: WeightedCentres | undefined },
  { k, decay, moves }: How,
): OnlineTask<WeightedCentres> {
  const start = (saved as Saved | undefined) ?? startOf(columns, k, initial);
  const { centres, weights, sums, added } = start;
  let count = start.count;
  const move = (centre: number): void => {
    const own = weights[centre]! * decay + added[centre]!;
    weights[centre] = own;
    if (added[centre]! > 0) {
      const share = added[centre]! / own;
      for (let at = centre * columns, end = at + columns; at < end; at++) {
        centres[at] = (1 - share) * centres[at]! + (share / added[centre]!) * sums[at]!;
        sums[at] = 0;
      }
    }
    added[centre] = 0;
  };
  const learnRow = ({ features: { data }, weights: given }: OnlineRows, row: number): void => {
    const from = row * columns;
    if (count < k && isNew(data, from, centres, count, columns))
      centres.set(data.subarray(from, from + columns), columns * count++);
    const centre = nearestCentre(data, from, centres, count, columns);
    const weight = given === undefined ? 1 : given[row]!;
    for (let c = 0; c < columns; c++) sums[centre * columns + c]! += weight * data[from + c]!;
    added[centre]! += weight;
    if (moves === "row by row") move(centre);
  };
  return {
    learn: (rows, from, to) => {
      for (let row = from; row < to; row++) learnRow(rows, row);
    },
    endBatch: () => {
      if (moves === "by batch") for (let centre = 0; centre < count; centre++) move(centre);
    },
    learned: () => ({ centres: centres.slice(0, count * columns), weights: weights.slice(0, count) }),
    save: (): Saved => ({ centres, weights, count, sums, added }),
    answer: nearestOf(centres, () => count),
  };
}

function startOf(columns: number, k: number, initial: WeightedCentres | undefined): Saved {
  const centres = new Float64Array(k * columns);
  const weights = new Float64Array(k);
  if (initial !== undefined) {
    centres.set(initial.centres);
    weights.set(initial.weights);
  }
  const count = initial?.weights.length ?? 0;
  return { centres, weights, count, sums: new Float64Array(k * columns), added: new Float64Array(k) };
}

/** Whether a row is none of the centres. */
function isNew(data: Float64Array, from: number, centres: Float64Array, count: number, columns: number): boolean {
  for (let k = 0; k < count; k++) {
    let c = 0;
    while (c < columns && data[from + c] === centres[k * columns + c]) c++;
    if (c === columns) return false;
  }
  return true;
}
