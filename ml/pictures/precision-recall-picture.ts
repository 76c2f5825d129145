import { lineChart, lineText, type Picture, type Series } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import type { PrecisionRecallCurve } from "../evaluation/precision-recall-curve.ts";
import { drawn, namedOf, type OneOrNamed, type PictureOptions, pictureOptions, shareSize } from "./named.ts";

/**
 * Precision-recall curves: how many of the rows that are taken for positive are, by how many positive ones are found. The dashed line is
 * what chance gives: the share of positive rows.
 *
 * @param curves A curve, or several that are compared, by name.
 * @example
 * ```ts
 * import { precisionRecallCurve, precisionRecallPicture } from "millrace/ml";
 * const curve = precisionRecallCurve({ labels: [0, 0, 1, 1], scores: [0.1, 0.4, 0.35, 0.8] });
 * console.log(precisionRecallPicture(curve).svg.startsWith("<svg")); // true
 * ```
 */
export function precisionRecallPicture(
  curves: OneOrNamed<PrecisionRecallCurve>,
  options: PictureOptions = {},
): Picture {
  checkOptions(options, pictureOptions, "precisionRecallPicture");
  const all = namedOf(curves, "precisions", "precision-recall curves");
  const series = all.map(([name, { recalls, precisions }]) => stepsOf(name, recalls, precisions));
  // Where every row is taken, as many of them are positive as there are at all.
  const share = all[0]![1].precisions.at(-1) ?? Number.NaN;
  const chance = { name: "chance", x: [0, 1], y: [share, share], isReference: true };
  // Precisions are seen from zero: a curve that only seems to fall deep must not.
  const ground = { name: "zero", x: [0], y: [0], isReference: true };
  const named = {
    title: "Precision and recall",
    ...shareSize,
    ...options,
    xLabel: "positive rows found (recall)",
    yLabel: "share of those taken that is positive (precision)",
  };
  const { xLabel, yLabel } = named;
  return drawn(
    named,
    (given) => lineChart([...series, chance, ground], given),
    () => lineText([...series], { xLabel, yLabel, width: 60, height: 16 }),
  );
}

/** A precision holds back to the recall before it: no threshold lies between two points. */
function stepsOf(name: string, recalls: Float64Array, precisions: Float64Array): Series {
  const count = Math.max(0, 2 * recalls.length - 1);
  const x = Float64Array.from({ length: count }, (_, at) => recalls[at >> 1]!);
  const y = Float64Array.from({ length: count }, (_, at) => precisions[(at + 1) >> 1]!);
  return { name, x, y };
}
