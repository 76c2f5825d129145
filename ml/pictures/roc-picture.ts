import { lineChart, lineText, type Picture } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import type { RocCurve } from "../evaluation/roc-curve.ts";
import { diagonal, drawn, namedOf, type OneOrNamed, type PictureOptions, pictureOptions, shareSize } from "./named.ts";

/**
 * ROC curves: how many positive rows are found, by how many negative ones are taken for positive. The dashed line is what chance gives.
 *
 * @param curves A curve, or several that are compared, by name.
 * @example
 * ```ts
 * import { rocCurve, rocPicture } from "millrace/ml";
 * const labels = [0, 0, 1, 1, 0, 1];
 * const first = rocCurve({ labels, scores: [0.1, 0.4, 0.35, 0.8, 0.2, 0.9] });
 * const other = rocCurve({ labels, scores: [0.5, 0.4, 0.6, 0.3, 0.2, 0.9] });
 * const picture = rocPicture({ first, other }, { title: "Two models" });
 * console.log(picture.svg.includes("first (area 0.889)")); // true
 * ```
 */
export function rocPicture(curves: OneOrNamed<RocCurve>, options: PictureOptions = {}): Picture {
  checkOptions(options, pictureOptions, "rocPicture");
  const series = namedOf(curves, "truePositiveRates", "ROC curves").map(([name, curve]) => {
    const { falsePositiveRates: x, truePositiveRates: y } = curve;
    return { name: `${name} (area ${areaUnder(x, y).toFixed(3)})`.trim(), x, y };
  });
  const alone = series.length === 1 && options.subtitle === undefined ? { subtitle: bare(series[0]!.name) } : {};
  const named = {
    title: "Receiver operating characteristic",
    ...alone,
    ...shareSize,
    ...options,
    xLabel: "negative rows taken for positive",
    yLabel: "positive rows found",
  };
  const { xLabel, yLabel } = named;
  return drawn(
    named,
    (all) => lineChart([...series, diagonal("chance")], all),
    () => lineText(series, { xLabel, yLabel, width: 60, height: 16 }),
  );
}

function bare(name: string): string {
  return name.replace(/^\((.*)\)$/, "$1");
}

function areaUnder(x: Float64Array, y: Float64Array): number {
  let area = 0;
  for (let at = 1; at < x.length; at++) area += ((x[at]! - x[at - 1]!) * (y[at]! + y[at - 1]!)) / 2;
  return area;
}
