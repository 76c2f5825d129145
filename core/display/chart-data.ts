/** A named line or cloud of points: `x[i]` belongs to `y[i]`. A missing or not finite value is a gap. */
export interface Series {
  readonly name: string;
  /** A `Date` makes the axis one of time; a number on an axis of time is milliseconds since the epoch. */
  readonly x: ArrayLike<ChartValue>;
  readonly y: ArrayLike<ChartValue>;
  /** Around each `y`, of lines: drawn as a pale area, which charts for a terminal leave out. */
  readonly band?: { readonly low: ArrayLike<ChartValue>; readonly high: ArrayLike<ChartValue> };
  /** Whether it is a line to compare with: thin, dashed, in no legend. Charts for a terminal leave it out. Default false. */
  readonly isReference?: boolean;
}

/** What can be drawn at a place of its own. */
export type ChartValue = number | bigint | Date | null | undefined;

/** A group of bars for each label, with a bar of each series. */
export interface BarData {
  readonly labels: ArrayLike<string>;
  readonly series: readonly BarSeries[];
}

/** The values of the bars of one color, a value for each label. */
export interface BarSeries {
  readonly name: string;
  readonly values: ArrayLike<ChartValue>;
}

/** How many values there are from `from` up to `to`; what the aggregate `histogram` gives as its `bins`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A matrix of values: `values[row][column]`. */
export interface Grid {
  readonly rows: ArrayLike<string>;
  readonly columns: ArrayLike<string>;
  readonly values: ArrayLike<ArrayLike<ChartValue>>;
}

/** Beyond this a difference may overflow; no picture shows such a value beside another anyway. */
const largestDrawn = 1e300;

/** The number to draw; NaN for what has no place. */
function drawnNumber(value: ChartValue): number {
  if (value === null || value === undefined) return Number.NaN;
  const number = Number(value);
  return Math.abs(number) <= largestDrawn ? number : Number.NaN;
}

/** The numbers to draw, NaN where there is none; as many as `length`. */
export function drawnNumbers(values: ArrayLike<ChartValue>, length: number = values.length): Float64Array {
  return Float64Array.from({ length }, (_, at) => drawnNumber(values[at]));
}
