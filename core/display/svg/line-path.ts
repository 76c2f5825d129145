import { decimalText } from "./element.ts";

/**
 * The path through points, broken where one is missing (NaN). Points between the same two pixels are drawn as the
 * first, the lowest, the highest and the last of them: the picture is the same, whatever their number.
 *
 * @see Jugel et al., “M4: A Visualization-Oriented Time Series Data Aggregation”, VLDB 2014.
 */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let path = "";
  for (const [start, end] of runs(xs, ys)) path += runPath(xs, ys, start, end);
  return path;
}

/** Stretches of points of which none is missing: [start, end) each. */
function runs(xs: ArrayLike<number>, ys: ArrayLike<number>): [number, number][] {
  const found: [number, number][] = [];
  let start = 0;
  for (let at = 0; at <= xs.length; at++) {
    if (at < xs.length && !Number.isNaN(xs[at]! + ys[at]!)) continue;
    if (at > start) found.push([start, at]);
    start = at + 1;
  }
  return found;
}

function runPath(xs: ArrayLike<number>, ys: ArrayLike<number>, start: number, end: number): string {
  const kept = keptPoints(xs, ys, start, end);
  const points = kept.map((at) => `${decimalText(xs[at]!)},${decimalText(ys[at]!)}`);
  // A lone point has no length: its round ends make it a dot.
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join("L")}`;
}

function keptPoints(xs: ArrayLike<number>, ys: ArrayLike<number>, start: number, end: number): number[] {
  const kept: number[] = [];
  for (let first = start; first < end; ) {
    let [last, lowest, highest] = [first, first, first];
    while (last + 1 < end && Math.floor(xs[last + 1]!) === Math.floor(xs[first]!)) {
      last++;
      if (ys[last]! > ys[lowest]!) lowest = last;
      if (ys[last]! < ys[highest]!) highest = last;
    }
    kept.push(...new Set([first, Math.min(lowest, highest), Math.max(lowest, highest), last]));
    first = last + 1;
  }
  return kept;
}
