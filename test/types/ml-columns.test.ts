import { expect, test } from "vitest";
import { from } from "../../core/mod.ts";
import * as ml from "../../ml/mod.ts";

// biome-ignore lint/suspicious/noExplicitAny: rows of all kinds
type Any = any;
const rows = from([{ features: [1, 2], label: 1 }]);
type Adds<Added> = ml.Transformer<Any, Added>;

/** What a declared type says of columns that stages add is checked, and never taken for what was asked for. */
async function declared(): Promise<readonly unknown[]> {
  // @ts-expect-error The column is called otherwise.
  const a: ml.Estimator<Any, { score: number }> = ml.linearRegression();
  // @ts-expect-error The column is called otherwise.
  const b: Adds<{ score: number }> = await ml.linearRegression().fit(rows);
  // @ts-expect-error The column is called otherwise.
  const c: ml.Estimator<Any, { score: number; p: Float64Array }> = ml.logisticRegression();
  // @ts-expect-error The column is called otherwise.
  const d: ml.Estimator<Any, { score: number }> = ml.als();
  // @ts-expect-error The column is called otherwise.
  const e: ml.Estimator<Any, { score: number }> = ml.kMeans({ k: 2 });
  // @ts-expect-error The column is called otherwise.
  const f: ml.Estimator<Any, { p: Float64Array }> = ml.pca({ components: 1 });
  // @ts-expect-error The column is called otherwise.
  const g: ml.Estimator<Any, { p: Any }> = ml.standardScaler();
  // @ts-expect-error The column is called otherwise.
  const h: ml.Estimator<Any, { q: number }> = ml.stringIndexer("carrier");
  // @ts-expect-error The column is called otherwise.
  const i: Adds<{ q: Any }> = ml.assemble(["label"]);
  // @ts-expect-error The column is called otherwise.
  const j: ml.Estimator<Any, { q: Float64Array }> = ml.lda();
  // @ts-expect-error The column is called otherwise.
  const k: ml.Estimator<Any, { score: number }> = ml.isotonicRegression();
  // @ts-expect-error The column is called otherwise.
  const l: ml.Estimator<Any, { score: number }> = ml.gradientBoostingRegressor({ rounds: 3 });
  // @ts-expect-error The column is called otherwise.
  const m: ml.OnlineEstimator<Any, { s: number }, Any, Any> = ml.halfSpaceTrees();
  // @ts-expect-error The column is called otherwise.
  const n: Adds<{ q: Any }> = ml.tokenizer("carrier");
  return [a, b, c, d, e, f, g, h, i, j, k, l, m, n];
}

test("names of columns that stages add come from their options, never from the type that a result is declared to be", () => {
  expect(declared).toBeInstanceOf(Function);
});
