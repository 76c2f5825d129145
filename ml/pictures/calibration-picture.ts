import { lineChart, lineText, type Picture } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import type { CalibrationCurve } from "../evaluation/calibration-curve.ts";
import { diagonal, drawn, namedOf, type OneOrNamed, type PictureOptions, pictureOptions, shareSize } from "./named.ts";

/**
 * Calibration curves: how often rows are positive that are said to be with some probability. On the dashed line both are the same.
 *
 * @param curves A curve, or several that are compared, by name.
 * @example
 * ```ts
 * import { calibrationCurve, calibrationPicture } from "millrace/ml";
 * const curve = calibrationCurve({ labels: [0, 1, 1, 1], scores: [0.25, 0.25, 0.75, 0.75] }, { bins: 2 });
 * console.log(calibrationPicture(curve).svg.includes("mean distance 0.250")); // true
 * ```
 */
export function calibrationPicture(curves: OneOrNamed<CalibrationCurve>, options: PictureOptions = {}): Picture {
  checkOptions(options, pictureOptions, "calibrationPicture");
  const all = namedOf(curves, "predicted", "calibration curves");
  const told = (curve: CalibrationCurve): string => `mean distance ${curve.expectedError.toFixed(3)}`;
  const series = all.map(([name, curve]) => ({
    name: name === "" ? told(curve) : `${name} (${told(curve)})`,
    x: curve.predicted,
    y: curve.observed,
  }));
  const named = {
    title: "Calibration",
    ...(series.length === 1 ? { subtitle: series[0]!.name } : {}),
    ...shareSize,
    ...options,
    xLabel: "predicted probability",
    yLabel: "share of positive rows",
  };
  const { xLabel, yLabel } = named;
  return drawn(
    named,
    (given) => lineChart([...series, diagonal("as predicted")], given),
    () => lineText(series, { xLabel, yLabel, width: 60, height: 16 }),
  );
}
