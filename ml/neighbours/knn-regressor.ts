import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import type { KeptRows } from "./learned.ts";
import { checkKept, type NeighbourOptions, neighbourParameters } from "./neighbour-options.ts";
import { keepRows, meanLabels, NeighbourSearch } from "./neighbours.ts";

/** Options of `knnRegressor`. Rows have no weights. */
export interface KnnRegressorOptions<F extends string, L extends string, P extends string>
  extends Omit<SupervisedOptions<F, L, P>, "weight">,
    NeighbourOptions {}

const { weight: _, ...columns } = supervisedParameters;

const kind = stageKind({
  name: "knnRegressor",
  version: 1,
  parameters: { ...columns, ...neighbourParameters },
  learned: { features: "float64", labels: "float64" },
  check: checkKept,
  make: (options: KnnRegressorOptions<string, string, string>) => knnRegressor(options),
});

/**
 * Predicts the mean label of the nearest rows of those that it has learned from, compared one by one: exact, of equally near ones the
 * earlier. A model holds all rows, so they must fit into memory.
 *
 * @throws RangeError where there are fewer rows than neighbours.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { knnRegressor } from "millrace/ml";
 * const rows = from([1, 2, 8, 9].map((x) => ({ features: [x], label: 10 * x })));
 * const model = await knnRegressor({ k: 2 }).fit(rows);
 * console.log((await model.transform(from([{ features: [8.4] }])).collect())[0]!.prediction); // 85
 * ```
 * @see Altman, “An Introduction to Kernel and Nearest-Neighbor Nonparametric Regression”, Am. Stat. 46, 1992.
 */
export function knnRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(options: KnnRegressorOptions<Features, Label, Prediction> = {}): Regressor<Features, Label, Prediction, KeptRows> {
  const parameters = kind.read(options);
  const { k, weights, prediction } = parameters;
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    train: () => keepRows(kind.name, k),
  };
  return supervised(kind, parameters, learner, ({ features, labels }) => ({
    size: features.length / labels.length,
    adds: [{ name: prediction }],
    open: () => {
      const search = new NeighbourSearch({ features, labels }, k);
      return (rows) => [meanLabels(search.of(rows), labels, weights)];
    },
  }));
}
