import type { Dataset } from "../../core/mod.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { chiSquaredAbove } from "./distributions.ts";
import { type FeatureTest, type FeatureTestOptions, type TestSums, testOf } from "./feature-test.ts";

/**
 * Whether features that are categories and the label depend on each other: Pearson's chi-squared test of their contingency tables. Each
 * different number is a category. scikit-learn's `chi2` is another one, of sums of counts.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { chiSquareTest } from "millrace/ml";
 * const rows = from([[1, 5], [1, 5], [2, 6], [2, 6]].map(([label, x]) => ({ label, features: [x ?? 0] })));
 * console.log((await chiSquareTest(rows)).statistics[0]); // 4
 * ```
 * @see Pearson, "On the criterion that a given system of deviations …", Philosophical Magazine 1900.
 */
export function chiSquareTest<
  Row extends Columns<Features, VectorValue> & Columns<Label, unknown>,
  const Features extends string = "features",
  const Label extends string = "label",
>(
  dataset: Dataset<Row>,
  columns: FeatureTestOptions<Features, Label> = {},
  options: Pick<FitOptions, "signal" | "run"> = {},
): Promise<FeatureTest> {
  return testOf("chiSquareTest", dataset, columns, {
    begin: chiSquareSums,
    labelsOf: (batch, label) => batch.values(label),
    options,
  });
}

/** How often each value of a feature comes with each label. */
type Contingency = Map<number, Map<unknown, number>>;

/** Contingency tables of each feature. */
export function chiSquareSums(size: number): TestSums<readonly unknown[]> {
  const tables = Array.from({ length: size }, (): Contingency => new Map());
  return {
    add: ({ data, rows, columns }, labels) => {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const value = data[row * columns + column]!;
          const counts = tables[column]!.get(value) ?? new Map<unknown, number>();
          tables[column]!.set(value, counts);
          counts.set(labels[row], (counts.get(labels[row]) ?? 0) + 1);
        }
      }
    },
    finish: () => {
      const results = tables.map(chiSquareOf);
      return {
        statistics: Float64Array.from(results, ({ statistic }) => statistic),
        degreesOfFreedom: Float64Array.from(results, ({ degrees }) => degrees),
        pValues: Float64Array.from(results, ({ statistic, degrees }) =>
          degrees === 0 ? 1 : chiSquaredAbove(statistic, degrees),
        ),
      };
    },
  };
}

function chiSquareOf(table: Contingency): { statistic: number; degrees: number } {
  const ofLabels = new Map<unknown, number>();
  let rows = 0;
  for (const counts of table.values()) {
    for (const [label, count] of counts) {
      ofLabels.set(label, (ofLabels.get(label) ?? 0) + count);
      rows += count;
    }
  }
  let statistic = 0;
  for (const counts of table.values()) {
    const ofValue = [...counts.values()].reduce((sum, count) => sum + count, 0);
    for (const [label, ofLabel] of ofLabels) {
      const expected = (ofValue * ofLabel) / rows;
      statistic += ((counts.get(label) ?? 0) - expected) ** 2 / expected;
    }
  }
  return { statistic, degrees: (table.size - 1) * (ofLabels.size - 1) };
}
