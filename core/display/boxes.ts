import { sortedQuantile } from "../data/sorted-quantile.ts";
import { type ChartValue, drawnNumbers } from "./chart-data.ts";

/** Values under a label, of which a box shows how they are spread. */
export interface Spread {
  readonly label: string;
  readonly values: ArrayLike<ChartValue>;
}

/** What a box shows. */
export interface Box {
  readonly label: string;
  /** How many values there are. */
  readonly count: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  /** The last values that are no further from the box than 1.5 times its length. */
  readonly low: number;
  readonly high: number;
  /** Values beyond, in order. */
  readonly outliers: Float64Array;
}

/**
 * Boxes of values: quartiles on the straight line between two values, whiskers to the last values within 1.5 times the length of the box.
 * What is missing or not finite is left out, and so is a label without a value.
 *
 * @see Tukey, “Exploratory Data Analysis”, 1977.
 */
export function boxesOf(spreads: readonly Spread[]): Box[] {
  return spreads.flatMap(({ label, values }) => {
    const sorted = drawnNumbers(values)
      .filter((value) => !Number.isNaN(value))
      .sort();
    if (sorted.length === 0) return [];
    const [q25, median, q75] = [0.25, 0.5, 0.75].map((share) => sortedQuantile(sorted, share)) as [
      number,
      number,
      number,
    ];
    const reach = 1.5 * (q75 - q25);
    const isNear = (value: number): boolean => value >= q25 - reach && value <= q75 + reach;
    const near = sorted.filter(isNear);
    const outliers = sorted.filter((value) => !isNear(value));
    // A quartile lies between two values: the last one within reach may be on its other side.
    const [low, high] = [Math.min(q25, near[0]!), Math.max(q75, near.at(-1)!)];
    return [{ label, count: sorted.length, q25, median, q75, low, high, outliers }];
  });
}
