import { lineRuns } from "../thin-line.ts";
import { decimalText } from "./element.ts";

/** The path through points, broken where one is missing (NaN). */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  return lineRuns(xs, ys)
    .map((run) => runPath(run.map((at) => `${decimalText(xs[at]!)},${decimalText(ys[at]!)}`)))
    .join("");
}

/** A lone point has no length: its round ends make it a dot. */
function runPath(points: readonly string[]): string {
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join("L")}`;
}
