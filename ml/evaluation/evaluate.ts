import type { Dataset } from "../../core/mod.ts";
import { fitInput } from "../stages/fit-input.ts";
import type { FitOptions } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";
import { type BinaryMetrics, type BinaryMetricsOptions, binaryMetrics } from "./binary-metrics.ts";
import { type ClassMetrics, classMetrics } from "./class-metrics.ts";
import type { ClassLabel } from "./confusion-matrix.ts";
import { type RegressionMetrics, regressionMetrics } from "./regression-metrics.ts";

/** The columns of rows that are evaluated. */
export interface EvaluatedColumns {
  /** What was. Default `"label"`. */
  readonly label?: string;
  /** What was predicted. Default `"prediction"`. */
  readonly prediction?: string;
  /** How much a row counts. Default: all the same. */
  readonly weight?: string;
}

export interface EvaluatedScores extends Omit<EvaluatedColumns, "prediction">, BinaryMetricsOptions {
  /** The score, a number; or a vector, whose last number is it, as learners give probabilities. Default `"probability"`. */
  readonly score?: string;
}

type Rows = Dataset<object>;

/**
 * How well scores of bounded rows tell two classes apart: one pass over them, of which the columns that are read are kept.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateScores } from "millrace/ml";
 * const rows = from([{ label: 1, probability: [0.2, 0.8] }, { label: 0, probability: [0.9, 0.1] }]);
 * console.log((await evaluateScores(rows)).areaUnderROC); // 1
 * ```
 */
export async function evaluateScores(
  rows: Rows,
  { label = "label", score = "probability", weight, ...options }: EvaluatedScores = {},
  fit: FitOptions = {},
): Promise<BinaryMetrics> {
  const read = await columnsOf(rows, [label, score], weight, fit, (batch) => [
    batch.numbers(label),
    lastNumbers(batch, score),
  ]);
  const [labels, scores] = read.columns as [number[], number[]];
  return binaryMetrics({ labels, scores, weights: read.weights }, options);
}

/**
 * How well bounded rows of several classes are told apart.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateClasses } from "millrace/ml";
 * const rows = from([{ label: "a", prediction: "a" }, { label: "b", prediction: "a" }]);
 * console.log((await evaluateClasses(rows)).accuracy); // 0.5
 * ```
 */
export async function evaluateClasses(
  rows: Rows,
  { label = "label", prediction = "prediction", weight }: EvaluatedColumns = {},
  fit: FitOptions = {},
): Promise<ClassMetrics> {
  const read = await columnsOf(rows, [label, prediction], weight, fit, (batch) => [
    batch.values(label),
    batch.values(prediction),
  ]);
  const [labels, predictions] = read.columns as [ClassLabel[], ClassLabel[]];
  return classMetrics({ labels, predictions, weights: read.weights });
}

/**
 * How near predictions of numbers are in bounded rows.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateRegression } from "millrace/ml";
 * const rows = from([{ label: 1, prediction: 1 }, { label: 3, prediction: 2 }]);
 * console.log((await evaluateRegression(rows)).meanAbsoluteError); // 0.5
 * ```
 */
export async function evaluateRegression(
  rows: Rows,
  { label = "label", prediction = "prediction", weight }: EvaluatedColumns = {},
  fit: FitOptions = {},
): Promise<RegressionMetrics> {
  const read = await columnsOf(rows, [label, prediction], weight, fit, (batch) => [
    batch.numbers(label),
    batch.numbers(prediction),
  ]);
  const [labels, predictions] = read.columns as [number[], number[]];
  return regressionMetrics({ labels, predictions, weights: read.weights });
}

async function columnsOf(
  rows: Rows,
  names: readonly string[],
  weight: string | undefined,
  fit: FitOptions,
  read: (batch: StageBatch) => readonly ArrayLike<unknown>[],
): Promise<{ readonly columns: readonly unknown[][]; readonly weights: number[] | undefined }> {
  if (rows.boundedness !== "bounded") {
    throw new TypeError("Cannot evaluate rows as they must end: got an unbounded dataset; put limit(n) before it");
  }
  const reads = weight === undefined ? names : [...names, weight];
  const input = fitInput("evaluation", rows, reads, { ...fit, passes: "one" });
  const columns: unknown[][] = names.map(() => []);
  const weights: number[] = [];
  await input.pass((batch) => {
    for (const [at, values] of read(batch).entries()) {
      for (let row = 0; row < batch.rowCount; row++) columns[at]!.push(values[row]);
    }
    if (weight !== undefined) weights.push(...batch.numbers(weight).subarray(0, batch.rowCount));
  });
  return { columns, weights: weight === undefined ? undefined : weights };
}

/** The last number of each vector; numbers are vectors of one. */
function lastNumbers(batch: StageBatch, column: string): Float64Array {
  const { data, rows, columns } = batch.vectors(column);
  return Float64Array.from({ length: rows }, (_, row) => data[(row + 1) * columns - 1]!);
}
