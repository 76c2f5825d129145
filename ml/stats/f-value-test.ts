import type { Dataset } from "../../core/mod.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { fAbove } from "./distributions.ts";
import { type FeatureTest, type FeatureTestOptions, type TestSums, testOf } from "./feature-test.ts";

/**
 * Whether features and a label that is a number go up and down together: the F statistic of a line through them, `r² / (1 − r²) · (n − 2)`
 * for the correlation r. NaN for features that are constant or have NaN.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { fValueTest } from "millrace/ml";
 * const rows = from([[1, 5], [2, 6], [3, 8], [4, 8]].map(([label, x]) => ({ label: label ?? 0, features: [x ?? 0] })));
 * console.log((await fValueTest(rows)).statistics[0]?.toFixed(2)); // "20.17"
 * ```
 * @see scikit-learn, `f_regression`.
 */
export function fValueTest<
  Row extends Columns<Features, VectorValue> & Columns<Label, NumberValue>,
  const Features extends string = "features",
  const Label extends string = "label",
>(
  dataset: Dataset<Row>,
  columns: FeatureTestOptions<Features, Label> = {},
  options: Pick<FitOptions, "signal" | "run"> = {},
): Promise<FeatureTest> {
  return testOf("fValueTest", dataset, columns, {
    begin: fValueSums,
    labelsOf: (batch, label) => batch.numbers(label),
    options,
  });
}

/** Moments of each feature with the label, row by row (Welford). */
export function fValueSums(size: number): TestSums<Float64Array> {
  const [means, squares, products] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let count = 0;
  let labelMean = 0;
  let labelSquares = 0;
  return {
    add: ({ data, rows, columns }, labels) => {
      for (let row = 0; row < rows; row++) {
        count++;
        const labelAway = labels[row]! - labelMean;
        labelMean += labelAway / count;
        labelSquares += labelAway * (labels[row]! - labelMean);
        for (let column = 0; column < columns; column++) {
          const value = data[row * columns + column]!;
          const away = value - means[column]!;
          means[column]! += away / count;
          squares[column]! += away * (value - means[column]!);
          products[column]! += away * (labels[row]! - labelMean);
        }
      }
    },
    finish: () => {
      const degrees = count - 2;
      const statistics = products.map((product, feature) => {
        const square = product ** 2 / (squares[feature]! * labelSquares);
        return (square / (1 - square)) * degrees;
      });
      return {
        statistics,
        pValues: statistics.map((f) => fAbove(f, 1, degrees)),
        degreesOfFreedom: new Float64Array(size).fill(degrees),
      };
    },
  };
}
