import type { Dataset } from "../../core/mod.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { FitOptions } from "../stages/stage.ts";
import { fAbove } from "./distributions.ts";
import { type FeatureTest, type FeatureTestOptions, type TestSums, testOf } from "./feature-test.ts";

/**
 * Whether features have another mean in each class: one-way analysis of variance. `degreesOfFreedom` is that of all rows, n − 1, as Flink
 * ML has it; the F distribution has those between classes and within.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { anovaTest } from "millrace/ml";
 * const rows = from([[1, 5], [1, 6], [2, 5], [2, 9]].map(([label, x]) => ({ label, features: [x ?? 0] })));
 * console.log((await anovaTest(rows)).statistics[0]?.toFixed(2)); // "0.53"
 * ```
 * @see Fisher, "Statistical Methods for Research Workers", 1925; scikit-learn, `f_classif`.
 */
export function anovaTest<
  Row extends Columns<Features, VectorValue> & Columns<Label, unknown>,
  const Features extends string = "features",
  const Label extends string = "label",
>(
  dataset: Dataset<Row>,
  columns: FeatureTestOptions<Features, Label> = {},
  options: Pick<FitOptions, "signal" | "run"> = {},
): Promise<FeatureTest> {
  return testOf("anovaTest", dataset, columns, {
    begin: anovaSums,
    labelsOf: (batch, label) => batch.values(label),
    options,
  });
}

interface ClassMoments {
  count: number;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/** Moments of each feature in each class, row by row (Welford). */
export function anovaSums(size: number): TestSums<readonly unknown[]> {
  const classes = new Map<unknown, ClassMoments>();
  return {
    add: ({ data, rows, columns }, labels) => {
      for (let row = 0; row < rows; row++) {
        const moments = classes.get(labels[row]) ?? {
          count: 0,
          means: new Float64Array(size),
          squares: new Float64Array(size),
        };
        classes.set(labels[row], moments);
        moments.count++;
        addRow(data, row * columns, moments);
      }
    },
    finish: () => anovaOf([...classes.values()], size),
  };
}

function addRow(data: Float64Array, start: number, { count, means, squares }: ClassMoments): void {
  for (let column = 0; column < means.length; column++) {
    const away = data[start + column]! - means[column]!;
    means[column]! += away / count;
    squares[column]! += away * (data[start + column]! - means[column]!);
  }
}

function anovaOf(classes: readonly ClassMoments[], size: number): FeatureTest {
  const rows = classes.reduce((sum, { count }) => sum + count, 0);
  const [between, within] = [classes.length - 1, rows - classes.length];
  const statistics = Float64Array.from({ length: size }, (_, feature) => {
    const mean = classes.reduce((sum, { count, means }) => sum + count * means[feature]!, 0) / rows;
    const among = classes.reduce((sum, { count, means }) => sum + count * (means[feature]! - mean) ** 2, 0);
    const inside = classes.reduce((sum, { squares }) => sum + squares[feature]!, 0);
    return among / between / (inside / within);
  });
  return {
    statistics,
    pValues: statistics.map((f) => fAbove(f, between, within)),
    degreesOfFreedom: new Float64Array(size).fill(rows - 1),
  };
}
