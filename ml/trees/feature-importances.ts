import type { Trees } from "./learned.ts";

/**
 * How much the splits by each feature have gained in training, as shares that sum up to 1; zeros where nothing was split. Features with
 * many values seem more important than they are.
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
export function featureImportances({ features, gains, columns }: Trees & { readonly columns: number }): Float64Array {
  const sums = new Float64Array(columns);
  for (let node = 0; node < features.length; node++) if (features[node]! >= 0) sums[features[node]!]! += gains[node]!;
  const total = sums.reduce((sum, gain) => sum + gain, 0);
  return total === 0 ? sums : sums.map((gain) => gain / total);
}
