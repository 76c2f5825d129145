import { type Picture, scatterChart, scatterText } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { finiteNumbers, sameLength } from "../evaluation/checks.ts";
import type { RegressionRows } from "../evaluation/regression-metrics.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface ResidualsPictureOptions extends PictureOptions {
  /** The unit of what was predicted. */
  readonly unit?: string;
}

const known: KnownOptions<ResidualsPictureOptions> = { ...pictureOptions, unit: true };

/**
 * Residuals, label − prediction, by the prediction. A good model leaves a cloud around the dashed line that is as high everywhere; a bend
 * says that something is missing from the model.
 *
 * @example
 * ```ts
 * import { residualsPicture } from "millrace/ml";
 * const picture = residualsPicture({ labels: [1, 2, 4], predictions: [1.5, 2, 3.5] }, { unit: "min" });
 * console.log(picture.svg.includes("residual, min")); // true
 * ```
 */
export function residualsPicture(
  rows: Pick<RegressionRows, "labels" | "predictions">,
  options: ResidualsPictureOptions = {},
): Picture {
  checkOptions(options, known, "residualsPicture");
  const what = "residuals";
  const named = [
    { name: "labels", values: rows.labels },
    { name: "predictions", values: rows.predictions },
  ] as const;
  sameLength(what, named);
  const [labels, x] = [finiteNumbers(what, named[0]), finiteNumbers(what, named[1])];
  const y = labels.map((label, row) => label - x[row]!);
  const { unit, ...given } = options;
  const inUnit = (name: string): string => (unit === undefined ? name : `${name}, ${unit}`);
  const [least, most] = x.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [x[0]!, x[0]!]);
  const zero = { name: "as predicted", x: [least!, most!], y: [0, 0], isReference: true };
  const series = { name: "residual", x, y };
  const all = { title: "Residuals", ...given, xLabel: inUnit("prediction"), yLabel: inUnit("residual") };
  const { xLabel, yLabel } = all;
  return drawn(
    all,
    (sized) => scatterChart([series, zero], sized),
    () => scatterText([series], { xLabel, yLabel, height: 16 }),
  );
}
