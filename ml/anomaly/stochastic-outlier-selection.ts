import type { Dataset } from "../../core/mod.ts";
import { allRows } from "../cluster/all-rows.ts";
import { Turns } from "../learner/turns.ts";
import { columnName, number, readParameters } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { mustBeRows } from "../stages/transformer.ts";
import { affinities, distancesFrom } from "./kernels/affinities.ts";

/** Options of `stochasticOutlierSelection`. */
export interface StochasticOutlierSelectionOptions<Features extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** About how many neighbours a row has, from 1. Default 30. */
  readonly perplexity?: number;
}

const parameters = { features: columnName("features"), perplexity: number({ default: 30, min: 1, unit: "rows" }) };

/**
 * The probability of each row, in their order, to be an outlier: that no other row would choose it for its neighbour. Scale features first, as
 * distances are euclidean. All rows are kept in memory; n² distances are computed for n rows, and of less than 50,000 rows.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { stochasticOutlierSelection } from "millrace/ml";
 * const rows = from([[1, 1], [2, 1], [1, 2], [2, 2], [5, 8]].map((features) => ({ features })));
 * const outliers = await stochasticOutlierSelection(rows, { perplexity: 3 });
 * console.log(outliers.map((probability) => Math.round(probability * 100) / 100)); // [0.28, 0.26, 0.22, 0.13, 0.99]
 * ```
 * @see Janssens, Huszár, Postma, van den Herik, “Stochastic Outlier Selection”, TiCC TR 2012-001, Tilburg University, 2012; FlinkML,
 *   `StochasticOutlierSelection`.
 */
export async function stochasticOutlierSelection<
  Row extends Columns<Features, VectorValue>,
  const Features extends string = "features",
>(
  dataset: Dataset<Row>,
  options: StochasticOutlierSelectionOptions<Features> = {},
  run: Pick<FitOptions, "signal" | "run"> = {},
): Promise<Float64Array> {
  const name = "stochasticOutlierSelection";
  const { features, perplexity } = readParameters(name, parameters, options);
  mustBeRows(dataset, "select outliers");
  const { data, rows, columns } = await allRows(name, dataset, features, run, mostRows);
  const [distances, own, sums] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(3)];
  const turns = new Turns({ signal: run.signal });
  const probabilities = new Float64Array(rows).fill(1);
  for (let row = 0; row < rows; row++) {
    await turns.give();
    const least = distancesFrom(data, rows, columns, row, distances);
    spread(distances, least, Math.log(perplexity), own, sums);
    for (let other = 0; other < rows; other++) {
      if (other !== row) probabilities[other]! *= 1 - own[other]! / sums[0]!;
    }
  }
  return probabilities;
}

const mostRows = 50_000;

/** Steps to the right β: each halves what is left at least, most of them square it. */
const mostSteps = 200;

/**
 * Affinities whose entropy is that: Newton's steps for β, within bounds that are halved where a step leads out of them. Of fewer rows than that
 * all count alike.
 */
function spread(distances: Float64Array, least: number, entropy: number, own: Float64Array, sums: Float64Array): void {
  affinities(distances, least, 0, own, sums);
  // Even if all count alike it is no larger.
  if (!(Math.log(sums[0]!) > entropy) || sums[1] === 0) return;
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let beta = sums[0]! / sums[1]!;
  for (let step = 0; step < mostSteps; step++) {
    affinities(distances, least, beta, own, sums);
    const [total, mean] = [sums[0]!, sums[1]! / sums[0]!];
    const over = Math.log(total) + beta * mean - entropy;
    if (Math.abs(over) < 1e-15) return;
    if (over > 0) low = beta;
    else high = beta;
    const slope = -beta * (sums[2]! / total - mean * mean);
    const next = beta - over / slope;
    const middle = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
    const better = next > low && next < high ? next : middle;
    if (better === beta) return;
    beta = better;
    // The nearest rows alone are more than the entropy says: they all count alike, however large β is.
    if (beta === Number.POSITIVE_INFINITY) return;
  }
}
