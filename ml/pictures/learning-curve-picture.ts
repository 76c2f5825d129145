import { lineChart, lineText, type Picture, type Series } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { LearningCurvePoint } from "../selection/learning-curve.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface LearningCurvePictureOptions extends PictureOptions {
  /** What the scores are. Default `"score"`. */
  readonly score?: string;
}

const known: KnownOptions<LearningCurvePictureOptions> = { ...pictureOptions, score: true };

/**
 * A learning curve: scores in the rows that were learned from and in others, by how many there were to learn from. The pale areas are a
 * standard deviation over the splits to either side.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateRegression, learningCurve, learningCurvePicture, linearRegression } from "millrace/ml";
 * const rows = from(Array.from({ length: 40 }, (_, x) => ({ features: [x], label: 3 * x + (x % 3) })));
 * const points = await learningCurve(linearRegression(), rows, async (answers) => (await evaluateRegression(answers)).r2);
 * console.log(learningCurvePicture(points, { score: "r²" }).svg.includes("mr-band")); // true
 * ```
 */
export function learningCurvePicture(
  points: readonly LearningCurvePoint[],
  options: LearningCurvePictureOptions = {},
): Picture {
  checkOptions(options, known, "learningCurvePicture");
  const { score = "score", ...given } = options;
  const x = points.map(({ rows }) => rows);
  const seriesOf = (name: string, part: "train" | "test"): Series => ({
    name,
    x,
    y: points.map((point) => point[part].mean),
    band: {
      low: points.map((point) => point[part].mean - point[part].deviation),
      high: points.map((point) => point[part].mean + point[part].deviation),
    },
  });
  const series = [seriesOf("rows learned from", "train"), seriesOf("other rows", "test")];
  const named = { title: "Learning curve", ...given, xLabel: "rows learned from", yLabel: score };
  const { xLabel, yLabel } = named;
  return drawn(
    named,
    (all) => lineChart(series, all),
    () => lineText(series, { xLabel, yLabel, height: 16 }),
  );
}
