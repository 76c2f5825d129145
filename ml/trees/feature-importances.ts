import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Trees } from "./learned.ts";

/** How importance is told. */
export interface FeatureImportanceOptions {
  /** What splits by a feature have gained in training, or how many of them there are. Default `"gain"`. */
  readonly by?: "gain" | "splits";
}

const known: KnownOptions<FeatureImportanceOptions> = { by: true };

/**
 * How much the splits by each feature have gained in training, or how many of them there are, as shares that sum up to 1; zeros where
 * nothing was split. Features with many values seem more important than they are: `permutationImportance` asks the model about other
 * rows, `shapValues` about each.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { decisionTreeRegressor, featureImportances } from "millrace/ml";
 * const rows = from([[0, 5], [1, 5], [2, 5], [3, 5]].map((features) => ({ features, label: features[0]! > 1 ? 10 : 0 })));
 * const model = await decisionTreeRegressor().fit(rows);
 * console.log(featureImportances(model.learned)); // [1, 0]
 * ```
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984, §5.3.4.
 */
export function featureImportances(
  { features, gains, columns }: Trees & { readonly columns: number },
  options: FeatureImportanceOptions = {},
): Float64Array {
  checkOptions(options, known, "featureImportances");
  const { by = "gain" } = options;
  if (by !== "gain" && by !== "splits") {
    throw new TypeError(
      `Cannot tell importances as by must be "gain" or "splits": got ${JSON.stringify(by)}; leave it out for "gain"`,
    );
  }
  const sums = new Float64Array(columns);
  features.forEach((feature, node) => {
    if (feature >= 0) sums[feature]! += by === "gain" ? gains[node]! : 1;
  });
  const total = sums.reduce((sum, own) => sum + own, 0);
  return total === 0 ? sums : sums.map((own) => own / total);
}
