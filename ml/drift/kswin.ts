import { randomOf } from "../learner/random.ts";
import { integer, number, readParameters } from "../stages/parameters.ts";
import type { DriftDetector, DriftTask } from "./detector.ts";

/** Options of `kswin`. */
export interface KswinOptions {
  /** How likely an alarm may be, at each value, where nothing has changed. Default 0.005. */
  readonly alpha?: number;
  /** Values that it remembers. Default 100. */
  readonly window?: number;
  /** The newest of them, which are compared with as many drawn of those before; at most half of the window. Default 30. */
  readonly newest?: number;
  /** The same seed draws the same values. Default 0. */
  readonly seed?: number;
}

const specs = {
  alpha: number({ default: 0.005, above: 0, below: 1 }),
  window: integer({ default: 100, min: 2, unit: "values" }),
  newest: integer({ default: 30, min: 1, unit: "values" }),
  seed: integer({ default: 0, min: 0 }),
};

interface State {
  readonly values: Float64Array;
  readonly drawn: number;
}

/**
 * Compares the newest values of a window with as many drawn of those before by the Kolmogorov–Smirnov test: it tells changes of the
 * whole distribution, not of the mean only. What it draws depends on the seed; river draws others.
 *
 * @example
 * ```ts
 * import { kswin } from "millrace/ml";
 * const task = kswin({ alpha: 0.0001 }).open();
 * const signals = Array.from({ length: 400 }, (_, at) => task.add(at < 200 ? at % 7 : 10 + (at % 7)));
 * console.log(signals.indexOf("drift") > 200); // true
 * ```
 * @see Raab, Heusinger, Schleif, “Reactive Soft Prototype Computing for Concept Drift Streams”, Neurocomputing 416, 2020; river's KSWIN.
 */
export function kswin(options: KswinOptions = {}): DriftDetector {
  const { alpha, window, newest, seed } = readParameters("kswin", specs, options);
  if (2 * newest > window) {
    throw new RangeError(
      `Cannot set newest in kswin as it may be at most half of the window: got ${newest} of ${window}; take a longer window`,
    );
  }
  return { name: "kswin", open: (saved) => opened(saved as State | undefined) };

  function opened(saved: State | undefined): DriftTask {
    let values = Array.from(saved?.values ?? []);
    let drawn = saved?.drawn ?? 0;
    return {
      add: (value) => {
        values.push(value);
        if (values.length > window) values.shift();
        if (values.length < window) return "none";
        const last = values.slice(window - newest);
        // A seed for each test, so that all there is to remember is how many there were.
        const before = sample(values, window - newest, newest, randomOf(seed + drawn++));
        const distance = largestDistance(before, last);
        if (distance <= 0.1 || sameDistribution(distance, newest) > alpha) return "none";
        values = [];
        drawn = 0;
        return "drift";
      },
      save: (): State => ({ values: Float64Array.from(values), drawn }),
    };
  }
}

/** So many of the first `end` values, each at most once. */
function sample(
  values: readonly number[],
  end: number,
  count: number,
  random: { below(end: number): number },
): number[] {
  const pool = values.slice(0, end);
  for (let at = 0; at < count; at++) {
    const other = at + random.below(end - at);
    [pool[at], pool[other]] = [pool[other]!, pool[at]!];
  }
  return pool.slice(0, count);
}

/** How far apart the shares of values up to any number are, in two samples of one size. */
export function largestDistance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => Float64Array.from(values).sort()) as [Float64Array, Float64Array];
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (a[i]! <= value) i++;
    while (b[j]! <= value) j++;
    most = Math.max(most, Math.abs(i - j));
  }
  return most / a.length;
}

/**
 * How likely two samples of `n` values of one distribution are at least so far apart.
 *
 * @see Hodges, “The Significance Probability of the Smirnov Two-Sample Test”, Arkiv för Matematik 3, 1958, eq. 2.4.
 */
export function sameDistribution(distance: number, n: number): number {
  const h = Math.round(distance * n);
  if (h === 0) return 1;
  let probability = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let share = 1;
    for (let j = 0; j < h; j++) share = ((n - k * h - j) * share) / (n + k * h + j + 1);
    probability = share * (1 - probability);
  }
  return Math.min(1, 2 * probability);
}
