import { lengthOf } from "../data/batch.ts";
import { finalise } from "../data/murmur3.ts";
import { operatorState } from "../state/keyed-state.ts";
import type { Operator } from "./operator.ts";

/** Lets each record through with a probability, by a hash of its number and the seed: the same rows in every run. */
export function sample(fraction: number, seed: number): Operator {
  const seen = operatorState<number>("seen", () => 0, Math.max);
  const threshold = fraction * 2 ** 32;
  return {
    name: `sample(${fraction})`,
    state: [seen],
    selection: "accepts",
    changes: "keeps",
    reads: (wanted) => [wanted],
    open: (context) => {
      const state = context.state(seen);
      const start = finalise(seed ^ Math.imul(context.subtask + 1, 0x9e3779b1));
      return {
        batch: (batch) => {
          const rows: number[] = [];
          for (let k = 0; k < lengthOf(batch); k++) {
            const chosen = finalise(start + Math.imul(state.value++, 0x85ebca77)) < threshold;
            if (chosen) rows.push(batch.selection === undefined ? k : batch.selection[k]!);
          }
          if (rows.length > 0) context.emit({ ...batch, selection: Int32Array.from(rows) });
        },
      };
    },
  };
}
