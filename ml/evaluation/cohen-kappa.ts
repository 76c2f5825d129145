import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type KappaWeights, kappaOf } from "./agreement.ts";
import { type ClassLabel, type ClassRows, confusionMatrix } from "./confusion-matrix.ts";

export interface CohenKappaOptions<Label extends ClassLabel = ClassLabel> {
  /** What it costs to take one class for another: all the same (default), or by how far apart they are, or the square of it. */
  readonly weights?: KappaWeights;
  /** The classes in their order. Default: those that there are, ascending. */
  readonly classes?: readonly Label[];
}

const known: KnownOptions<CohenKappaOptions> = { weights: ["equal", "linear", "quadratic"], classes: true };

/**
 * Cohen's kappa: 1 where all agree, 0 where no more do than by chance; NaN where there is one class only.
 *
 * @example
 * ```ts
 * import { cohenKappa } from "millrace/ml";
 * const stars = { labels: [1, 2, 3, 3], predictions: [1, 2, 2, 3] };
 * console.log(cohenKappa(stars), cohenKappa(stars, { weights: "quadratic" })); // 0.6363636363636364 0.8
 * ```
 * @see Cohen, "Weighted kappa", Psychological Bulletin 70, 1968.
 */
export function cohenKappa<Label extends ClassLabel>(
  rows: ClassRows<Label>,
  options: CohenKappaOptions<Label> = {},
): number {
  checkOptions(options as CohenKappaOptions, known, "cohenKappa");
  const { weights = "equal", classes } = options;
  const matrix = confusionMatrix(rows, classes === undefined ? {} : { classes });
  return kappaOf(matrix.counts, matrix.classes.length, weights);
}
