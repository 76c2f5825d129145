import { type ChartValue, numberOf, numbersOf } from "./values.ts";

/** Points of one line or one colour. */
export interface ChartSeries {
  /** What the legend calls it. */
  readonly name?: string;
  /** Numbers or times; default 0, 1, 2, … */
  readonly x?: ArrayLike<ChartValue>;
  readonly y: ArrayLike<ChartValue>;
}

/** One series or several. */
export type ChartData = ChartSeries | readonly ChartSeries[];

/** A series as numbers: points without x are gone; y is NaN where it is missing. */
export interface Points {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export function seriesOf(data: ChartData): readonly ChartSeries[] {
  return Array.isArray(data) ? data : [data as ChartSeries];
}

/** The points in order of x, those of the same x as they came. */
export function sortedPoints(series: ChartSeries): Points {
  const { name, x, y } = pointsOf(series);
  let isSorted = true;
  for (let at = 1; at < x.length && isSorted; at++) isSorted = x[at - 1]! <= x[at]!;
  if (isSorted) return { name, x, y };
  const order = Uint32Array.from(x, (_, at) => at).sort((a, b) => x[a]! - x[b]! || a - b);
  return { name, x: Float64Array.from(order, (at) => x[at]!), y: Float64Array.from(order, (at) => y[at]!) };
}

export function pointsOf({ name = "", x, y }: ChartSeries): Points {
  const ys = numbersOf(y);
  if (x === undefined) return { name, x: ys.map((_, at) => at), y: ys };
  const xs = numbersOf(Array.from({ length: ys.length }, (_, at) => x[at]));
  const placed = xs.map((_, at) => at).filter((at) => Number.isFinite(xs[at]));
  return { name, x: placed.map((at) => xs[at]!), y: placed.map((at) => ys[at]!) };
}

/** Whether x are times: the first that is there is a `Date`. */
export function isTimed(series: readonly ChartSeries[]): boolean {
  for (const { x } of series) {
    for (let at = 0; x !== undefined && at < x.length; at++) {
      const value = x[at];
      if (value instanceof Date) return true;
      if (Number.isFinite(numberOf(value))) return false;
    }
  }
  return false;
}
