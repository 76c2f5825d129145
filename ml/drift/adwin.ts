import { integer, number, readParameters } from "../stages/parameters.ts";
import { AdaptiveWindow, type SavedWindow } from "./adaptive-window.ts";
import type { DriftDetector, DriftTask } from "./detector.ts";

/** Options of `adwin`. */
export interface AdwinOptions {
  /** How likely an alarm may be where nothing has changed. Default 0.002. */
  readonly delta?: number;
  /** It looks after every so many values. Default 32. */
  readonly clock?: number;
  /** Values before it looks at all. Default 10. */
  readonly grace?: number;
}

const specs = {
  delta: number({ default: 0.002, above: 0, below: 1 }),
  clock: integer({ default: 32, min: 1, unit: "values" }),
  grace: integer({ default: 10, min: 0, unit: "values" }),
};

/**
 * Adaptive windowing: it keeps as many of the newest values as have one mean, in memory of their logarithm; there is a drift where old
 * ones are given up as the mean of the others differs by more than chance. Behind it the window begins anew.
 *
 * @example
 * ```ts
 * import { adwin } from "millrace/ml";
 * const task = adwin().open();
 * const signals = Array.from({ length: 2000 }, (_, at) => task.add(at < 1000 ? at % 2 : 3 + (at % 2)));
 * console.log(signals.indexOf("drift")); // 1023
 * ```
 * @see Bifet, Gavaldà, “Learning from Time-Changing Data with Adaptive Windowing”, SDM 2007; river's ADWIN.
 */
export function adwin(options: AdwinOptions = {}): DriftDetector {
  const parameters = readParameters("adwin", specs, options);
  return {
    name: "adwin",
    open: (saved): DriftTask => {
      let window = new AdaptiveWindow(parameters, saved as SavedWindow | undefined);
      return {
        add: (value) => {
          if (!window.add(value)) return "none";
          window = new AdaptiveWindow(parameters);
          return "drift";
        },
        save: () => window.save(),
      };
    },
  };
}
