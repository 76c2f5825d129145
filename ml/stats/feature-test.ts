import type { Dataset } from "../../core/mod.ts";
import type { Matrix } from "../matrix/matrix.ts";
import { fitInput } from "../stages/fit-input.ts";
import type { FitOptions } from "../stages/stage.ts";
import type { StageBatch } from "../stages/stage-batch.ts";

/** How each feature and the label belong together. */
export interface FeatureTest {
  /** How probable such a statistic, or a greater one, is where they do not. */
  readonly pValues: Float64Array;
  readonly statistics: Float64Array;
  readonly degreesOfFreedom: Float64Array;
}

export interface FeatureTestOptions<Features extends string, Label extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** The column of labels. Default `"label"`. */
  readonly label?: Label;
}

/** Sums of a test over rows. */
export interface TestSums<Labels> {
  add(features: Matrix, labels: Labels): void;
  finish(): FeatureTest;
}

/** A test over the rows of a dataset, in one pass. */
export async function testOf<Labels>(
  name: string,
  dataset: Dataset<unknown>,
  { features = "features", label = "label" }: FeatureTestOptions<string, string>,
  parts: {
    readonly begin: (size: number) => TestSums<Labels>;
    readonly labelsOf: (batch: StageBatch, label: string) => Labels;
    readonly options: Pick<FitOptions, "signal" | "run">;
  },
): Promise<FeatureTest> {
  const input = fitInput(name, dataset, [features, label], { ...parts.options, passes: "one" });
  let sums: TestSums<Labels> | undefined;
  let size: number | undefined;
  await input.pass((batch) => {
    const rows = batch.vectors(features, size);
    size = rows.columns;
    sums ??= parts.begin(size);
    sums.add(rows, parts.labelsOf(batch, label));
  });
  return sums!.finish();
}
