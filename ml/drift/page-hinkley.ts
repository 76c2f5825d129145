import { choice, integer, number, readParameters } from "../stages/parameters.ts";
import type { DriftDetector, DriftTask } from "./detector.ts";

/** Options of `pageHinkley`. */
export interface PageHinkleyOptions {
  /** Values before it tells anything. Default 30. */
  readonly minValues?: number;
  /** How far from the mean values may be, on average, in units of the values. Default 0.005. */
  readonly delta?: number;
  /** How large the sum of what is beyond may become. Default 50. */
  readonly threshold?: number;
  /** What the sum is multiplied by with each value, from 0 to 1. Default 0.9999. */
  readonly forgetting?: number;
  /** Which way the mean may not go. Default `"both"`. */
  readonly direction?: "both" | "up" | "down";
}

const specs = {
  minValues: integer({ default: 30, min: 1, unit: "values" }),
  delta: number({ default: 0.005, min: 0, unit: "units of the values" }),
  threshold: number({ default: 50, above: 0 }),
  forgetting: number({ default: 0.9999, min: 0, max: 1 }),
  direction: choice(["both", "up", "down"]),
};

interface State {
  readonly count: number;
  readonly mean: number;
  readonly up: number;
  readonly down: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The Page–Hinkley test: values drift where the sum of their distances from the mean, less what is tolerated, is far from the least
 * (or the most) it has been.
 *
 * @example
 * ```ts
 * import { pageHinkley } from "millrace/ml";
 * const task = pageHinkley({ threshold: 10 }).open();
 * const signals = Array.from({ length: 200 }, (_, at) => task.add(at < 100 ? 0 : 1));
 * console.log(signals.indexOf("drift")); // 110
 * ```
 * @see Page, “Continuous Inspection Schemes”, Biometrika 41, 1954; river's PageHinkley.
 */
export function pageHinkley(options: PageHinkleyOptions = {}): DriftDetector {
  const { minValues, delta, threshold, forgetting, direction } = readParameters("pageHinkley", specs, options);
  return { name: "pageHinkley", open: (saved) => opened(saved as State | undefined) };

  function opened(saved: State | undefined): DriftTask {
    let [count, mean, up, down, least, most] = [0, 0, 0, 0, Number.POSITIVE_INFINITY, -1];
    if (saved !== undefined) ({ count, mean, up, down, least, most } = saved);
    return {
      add: (value) => {
        count++;
        mean += (value - mean) / count;
        const apart = value - mean;
        up = forgetting * up + apart - delta;
        down = forgetting * down + apart + delta;
        least = Math.min(least, up);
        most = Math.max(most, down);
        if (count < minValues) return "none";
        const isUp = direction !== "down" && up - least > threshold;
        const isDown = direction !== "up" && most - down > threshold;
        if (!isUp && !isDown) return "none";
        [count, mean, up, down, least, most] = [0, 0, 0, 0, Number.POSITIVE_INFINITY, -1];
        return "drift";
      },
      save: (): State => ({ count, mean, up, down, least, most }),
    };
  }
}
