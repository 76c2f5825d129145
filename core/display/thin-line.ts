/**
 * The points that draw a line, by position: each unbroken stretch as an array. Points between the same two pixels are
 * drawn as the first, the lowest, the highest and the last of them: the picture is the same, whatever their number.
 *
 * @param xs Pixels, NaN where a point is missing.
 * @param ys Pixels, NaN where a point is missing.
 * @see Jugel et al., “M4: A Visualization-Oriented Time Series Data Aggregation”, VLDB 2014.
 */
export function lineRuns(xs: ArrayLike<number>, ys: ArrayLike<number>): number[][] {
  return runs(xs, ys).map(([start, end]) => keptPoints(xs, ys, start, end));
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
