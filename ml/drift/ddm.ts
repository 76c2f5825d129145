import { integer, number, readParameters } from "../stages/parameters.ts";
import type { DriftDetector, DriftTask } from "./detector.ts";

/** Options of `ddm`. */
export interface DdmOptions {
  /** Values before it tells anything. Default 30. */
  readonly warmUp?: number;
  /** Deviations above the least error rate at which it warns. Default 2. */
  readonly warning?: number;
  /** … and at which there is a drift. Default 3. */
  readonly drift?: number;
}

const specs = {
  warmUp: integer({ default: 30, min: 0, unit: "values" }),
  warning: number({ default: 2, above: 0, unit: "standard deviations" }),
  drift: number({ default: 3, above: 0, unit: "standard deviations" }),
};

interface State {
  readonly count: number;
  readonly rate: number;
  readonly leastRate: number;
  readonly leastDeviation: number;
}

/**
 * The drift detection method: of errors, 1 or 0, whose rate p has the deviation `s = √(p·(1 − p) / n)`, there is a drift where p + s is
 * more than `drift` deviations above where it was least. It warns before.
 *
 * @example
 * ```ts
 * import { ddm } from "millrace/ml";
 * const task = ddm().open();
 * const signals = Array.from({ length: 400 }, (_, at) => task.add(at < 200 ? Number(at % 10 === 0) : at % 2));
 * console.log(signals.includes("warning"), signals.indexOf("drift") > 200); // true true
 * ```
 * @see Gama, Medas, Castillo, Rodrigues, “Learning with Drift Detection”, SBIA 2004; river's DDM.
 */
export function ddm(options: DdmOptions = {}): DriftDetector {
  const { warmUp, warning, drift } = readParameters("ddm", specs, options);
  return { name: "ddm", open: (saved) => opened(saved as State | undefined) };

  function opened(saved: State | undefined): DriftTask {
    let [count, rate] = [0, 0];
    let [leastRate, leastDeviation] = [Number.POSITIVE_INFINITY, 0];
    if (saved !== undefined) ({ count, rate, leastRate, leastDeviation } = saved);
    return {
      add: (value) => {
        if (value !== 0 && value !== 1) throw notAnError(value);
        count++;
        rate += (value - rate) / count;
        const deviation = Math.sqrt(Math.max(0, rate * (1 - rate)) / count);
        if (count <= warmUp) return "none";
        if (rate + deviation <= leastRate + leastDeviation) {
          leastRate = rate;
          leastDeviation = deviation;
        }
        if (rate + deviation > leastRate + drift * leastDeviation) {
          [count, rate, leastRate, leastDeviation] = [0, 0, Number.POSITIVE_INFINITY, 0];
          return "drift";
        }
        return rate + deviation > leastRate + warning * leastDeviation ? "warning" : "none";
      },
      save: (): State => ({ count, rate, leastRate, leastDeviation }),
    };
  }
}

function notAnError(value: number): RangeError {
  return new RangeError(
    `Cannot tell drift by ddm as it looks at errors, 1 or 0: got ${value}; take adwin or pageHinkley for other numbers`,
  );
}
