import { estimator } from "../stages/estimator.ts";
import { choice, columnName, number, optional } from "../stages/parameters.ts";
import type { Columns, LikeColumn, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { anovaSums } from "../stats/anova-test.ts";
import { chiSquareSums } from "../stats/chi-square-test.ts";
import { fValueSums } from "../stats/f-value-test.ts";
import type { FeatureTest, TestSums } from "../stats/feature-test.ts";
import { slicedMapping } from "./sliced.ts";
import type { SelectedFeatures } from "./variance-threshold-selector.ts";
import type { VectorOptions } from "./vector-stage.ts";
import { inPlace, vectorParameters } from "./vector-stage.ts";

export interface UnivariateFeatureSelectorOptions<Input extends string, Label extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** The column of labels. Default `"label"`. */
  readonly label?: Label;
  /** Whether features are measures or categories. Default `"continuous"`. */
  readonly featureType?: "continuous" | "categorical";
  /** Whether labels are classes or numbers, the latter for continuous features only. Default `"categorical"`. */
  readonly labelType?: "categorical" | "continuous";
  /**
   * Which features stay: the first so many by p-value, such a share of them, or those whose p-value keeps a rate of errors: of each one,
   * of those that stay (Benjamini and Hochberg), or of all together. Default `"numTopFeatures"`.
   */
  readonly selectionMode?: "numTopFeatures" | "percentile" | "fpr" | "fdr" | "fwe";
  /** How many, or the share or rate in [0, 1]. Default 50, 0.1 or 0.05. */
  readonly selectionThreshold?: number;
}

const kind = stageKind({
  name: "univariateFeatureSelector",
  version: 1,
  parameters: {
    ...vectorParameters,
    label: columnName("label"),
    featureType: choice(["continuous", "categorical"]),
    labelType: choice(["categorical", "continuous"]),
    selectionMode: choice(["numTopFeatures", "percentile", "fpr", "fdr", "fwe"]),
    selectionThreshold: optional(number({ min: 0, unit: "features, or a share or rate up to 1" })),
  },
  learned: { indices: "int32", features: "number" },
  check: ({ indices, features }) =>
    indices.every((index) => index >= 0 && index < features) ? undefined : "its indices must be those of features",
  make: (options: UnivariateFeatureSelectorOptions<string, string, string>) => univariateFeatureSelector(options),
});

type Reads<Input extends string, Label extends string> = Columns<Input, VectorValue> & Columns<Label, unknown>;

/**
 * Vectors of the features that a test finds related to the label: chi-squared of categories, analysis of variance of measures by class, the
 * F statistic of measures with a number.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { univariateFeatureSelector } from "millrace/ml";
 * const rows = from([[1, 1, 5], [1, 2, 6], [2, 1, 50], [2, 2, 61]].map(([label, a, b]) => ({ label, features: [a ?? 0, b ?? 0] })));
 * const model = await univariateFeatureSelector({ selectionThreshold: 1 }).fit(rows);
 * console.log(model.learned.indices); // [1]
 * ```
 * @see Apache Flink ML, `UnivariateFeatureSelector`; Benjamini, Hochberg, "Controlling the false discovery rate", 1995.
 */
export function univariateFeatureSelector<
  const Input extends string = "features",
  const Label extends string = "label",
  const Output extends string = Input,
>(
  options: UnivariateFeatureSelectorOptions<Input, Label, Output> = {},
): Estimator<
  Reads<Input, Label>,
  { [Name in NoInfer<Output>]: LikeColumn<Input> },
  Model<Columns<Input, VectorValue>, { [Name in NoInfer<Output>]: LikeColumn<Input> }, SelectedFeatures>
> {
  const parameters = kind.read(inPlace(options));
  const { input, output, label, featureType, labelType, selectionMode } = parameters;
  const threshold = thresholdOf(selectionMode, parameters.selectionThreshold);
  if (featureType === "categorical" && labelType === "continuous") {
    throw new RangeError(
      "Cannot set labelType in univariateFeatureSelector as categories are tested against classes only: got continuous labels; bucketize them, or use continuous features",
    );
  }
  return estimator(kind, parameters, {
    reads: [input, label],
    adds: [output],
    fold: () => {
      let sums: TestSums<never> | undefined;
      let size = 0;
      return {
        add: (batch) => {
          const rows = batch.vectors(input, sums === undefined ? undefined : size);
          size = rows.columns;
          sums ??= sumsOf(featureType, labelType, size);
          sums.add(rows, (labelType === "continuous" ? batch.numbers(label) : batch.values(label)) as never);
        },
        finish: () => ({ indices: selected(input, sums!.finish(), selectionMode, threshold), features: size }),
      };
    },
    model: ({ indices }) => slicedMapping(kind.name, { input, output }, indices),
  });
}

function thresholdOf(mode: string, given: number | undefined): number {
  const threshold = given ?? (mode === "numTopFeatures" ? 50 : mode === "percentile" ? 0.1 : 0.05);
  const isRight = mode === "numTopFeatures" ? Number.isSafeInteger(threshold) && threshold >= 1 : threshold <= 1;
  if (isRight) return threshold;
  throw new RangeError(
    `Cannot set selectionThreshold in univariateFeatureSelector as for ${mode} it must be ${mode === "numTopFeatures" ? "a whole number from 1 on" : "from 0 to 1"}: ` +
      `got ${threshold}; leave it out for the default`,
  );
}

function sumsOf(featureType: string, labelType: string, size: number): TestSums<never> {
  if (featureType === "categorical") return chiSquareSums(size) as TestSums<never>;
  return (labelType === "categorical" ? anovaSums(size) : fValueSums(size)) as TestSums<never>;
}

function selected(input: string, { pValues }: FeatureTest, mode: string, threshold: number): Int32Array {
  const count = pValues.length;
  // NaN is the greatest of all.
  const byP = Array.from(pValues, (p, feature) => ({
    p: Number.isNaN(p) ? Number.POSITIVE_INFINITY : p,
    feature,
  })).sort((a, b) => a.p - b.p || a.feature - b.feature);
  const kept = byP.slice(0, keptCount(byP, mode, threshold)).map(({ feature }) => feature);
  if (kept.length > 0) return Int32Array.from(kept).sort();
  throw new RangeError(
    `Cannot fit univariateFeatureSelector as a feature of column ${JSON.stringify(input)} must be selected: got none of ${count} by ${mode} ${threshold}; raise the threshold`,
  );
}

function keptCount(byP: readonly { readonly p: number }[], mode: string, threshold: number): number {
  const count = byP.length;
  if (mode === "numTopFeatures") return Math.min(count, threshold);
  if (mode === "percentile") return Math.trunc(count * threshold);
  if (mode === "fpr") return byP.filter(({ p }) => p < threshold).length;
  if (mode === "fwe") return byP.filter(({ p }) => p < threshold / count).length;
  return byP.findLastIndex(({ p }, at) => p < (threshold / count) * (at + 1)) + 1;
}
