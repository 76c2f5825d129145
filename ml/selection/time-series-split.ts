import { countText } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Split } from "./split.ts";

export interface TimeSeriesSplitOptions {
  /** Rows between those that are learned from and those that are looked at, which neither has, ≥ 0. Default 0. */
  readonly gap?: number;
  /** How many rows are looked at in each split, ≥ 1. Default: all rows over the splits and one. */
  readonly testRows?: number;
  /** How many rows are learned from at most, ≥ 1: the last before. Default: all before. */
  readonly mostTrainRows?: number;
}

const known: KnownOptions<TimeSeriesSplitOptions> = { gap: true, testRows: true, mostTrainRows: true };

/**
 * Splits of rows in order of time: what is looked at always comes behind what is learned from.
 *
 * @param splits How many, ≥ 1. Each begins where the one before ended.
 * @example
 * ```ts
 * import { timeSeriesSplit } from "millrace/ml";
 * const [first] = timeSeriesSplit(6, 2);
 * console.log(first!.train, first!.test); // [0, 1] [2, 3]
 * ```
 * @see Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16, 2000.
 */
export function timeSeriesSplit(rows: number, splits: number, options: TimeSeriesSplitOptions = {}): Split[] {
  checkOptions(options, known, "timeSeriesSplit");
  const { gap = 0, testRows = Math.floor(rows / (splits + 1)), mostTrainRows = rows } = options;
  const first = rows - splits * testRows;
  const isWhole = [splits, testRows, mostTrainRows].every((count) => Number.isSafeInteger(count) && count >= 1);
  if (!isWhole || !Number.isSafeInteger(gap) || gap < 0 || first - gap < 1) {
    throw new RangeError(
      `Cannot split rows by timeSeriesSplit as its numbers must be whole and leave rows before the first split: got ${countText(Number(rows), "row")}, ` +
        `${String(splits)} splits of ${String(testRows)} with a gap of ${String(gap)}, at most ${String(mostTrainRows)} before; take fewer splits`,
    );
  }
  return Array.from({ length: splits }, (_, split) => {
    const start = first + split * testRows;
    const end = start - gap;
    return { train: range(Math.max(0, end - mostTrainRows), end), test: range(start, start + testRows) };
  });
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, at) => from + at);
}
