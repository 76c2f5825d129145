import { scoreOf } from "./binary-linear.ts";
import type { LinearStep } from "./linear-task.ts";

/** How far a row may pull. */
export interface PassiveAggressive {
  /** What a row that is wrong may cost at most. */
  readonly c: number;
  readonly variant: "hard" | "PA-I" | "PA-II";
}

/**
 * The least step after which the loss of the row is 0, `τ = loss / ‖x‖²`, or as much of it as it may cost: at most c (PA-I), or
 * `loss / (‖x‖² + 1 / (2·c))` (PA-II). A weight multiplies c.
 *
 * @param pull The loss of a score and label, and the sign of the step.
 * @see Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, “Online Passive-Aggressive Algorithms”, JMLR 7, 2006, Fig. 1 and 2.
 */
export function passiveAggressiveStep(
  { c, variant }: PassiveAggressive,
  pull: (score: number, label: number) => readonly [loss: number, sign: number],
): LinearStep {
  return (rows, from, to, w) => {
    const { columns, data } = rows.features;
    for (let row = from; row < to; row++) {
      const [loss, sign] = pull(scoreOf(w, rows, row) + w[columns]!, rows.labels![row]!);
      if (loss === 0) continue;
      let norm = 0;
      for (let at = row * columns, end = at + columns; at < end; at++) norm += data[at]! * data[at]!;
      const most = c * (rows.weights?.[row] ?? 1);
      if (most === 0 || (norm === 0 && variant !== "PA-II")) continue;
      const full = loss / norm;
      const tau = variant === "PA-II" ? loss / (norm + 0.5 / most) : variant === "PA-I" ? Math.min(most, full) : full;
      const step = sign * tau;
      for (let i = 0; i < columns; i++) w[i]! += step * data[row * columns + i]!;
      w[columns]! += step;
    }
  };
}
