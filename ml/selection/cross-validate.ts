import { checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { mustBeCheckpoint } from "../stages/fit-checkpoint.ts";
import type { With } from "../stages/row-types.ts";
import type { Estimator, Transformer } from "../stages/stage.ts";
import { KeptScores } from "./kept-scores.ts";
import { countOf, fittedScore, type Score, type ScoringOptions, splitsFor, spreadOf } from "./scored.ts";

/** Scores of models that learned from the rows of splits, in those that they did not see. */
export interface CrossValidation {
  /** One for each split. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** The standard deviation of the scores. */
  readonly deviation: number;
}

export const scoringOptions: KnownOptions<ScoringOptions> = {
  splits: true,
  signal: true,
  checkpoint: true,
  onProgress: true,
};

/**
 * How good an estimator, or a pipeline of several stages, is on rows that it has not seen: for each split it learns from some rows, and its
 * answers for others are scored. The dataset must give the same rows in the same order each time; it is read again for each fit, so keep it in
 * memory (`from(await rows.collect())`) where reading takes long.
 *
 * @param score Of rows with what the model added, a number, the larger the better.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { crossValidate, evaluateRegression, kFold, linearRegression } from "millrace/ml";
 * const rows = from(Array.from({ length: 20 }, (_, x) => ({ features: [x], label: 3 * x + 1 })));
 * const { scores, mean } = await crossValidate(
 *   linearRegression(),
 *   rows,
 *   async (answers) => (await evaluateRegression(answers)).r2,
 *   { splits: kFold(20, 4) },
 * );
 * console.log(scores.length, mean.toFixed(6)); // 4 "1.000000"
 * ```
 * @see Stone, "Cross-validatory choice and assessment of statistical predictions", JRSS B 36, 1974.
 */
export async function crossValidate<In, Out, Row extends In>(
  estimator: Estimator<In, Out, Transformer<never, Out>>,
  dataset: Dataset<Row>,
  score: Score<With<Row, Out>>,
  options: ScoringOptions = {},
): Promise<CrossValidation> {
  checkOptions(options, scoringOptions, "crossValidate");
  mustBeCheckpoint("cross-validate", options.checkpoint);
  const { signal, onProgress } = options;
  const splits = splitsFor("cross-validate", options.splits, await countOf("cross-validate", dataset, signal));
  const fits = { what: "crossValidate", estimators: [estimator], splits, fits: splits.length, width: 1 };
  const kept = await KeptScores.of(fits, dataset, options);
  const scores: number[] = [];
  for (const [fit, { train, test }] of splits.entries()) {
    const [own] = await kept.scoresOf(fit, () => fittedScore(estimator, dataset, train, [test], score, signal));
    scores.push(own!);
    onProgress?.({ fits: scores.length, of: splits.length, score: own! });
  }
  return { scores, ...spreadOf(scores) };
}
