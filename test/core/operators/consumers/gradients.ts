import { rowReader } from "../../../../core/expression/row-reader.ts";
import type { Operator } from "../../../../core/operators/operator.ts";
import { operatorState } from "../../../../core/state/keyed-state.ts";
import { partitioned } from "../../../../core/state/partitioned.ts";
import { rowState } from "../../../../core/state/row-state.ts";
import { eachRow, valueBatch } from "./value-batch.ts";

/** Input 0, once: what is learnt from. */
export interface Example {
  readonly x: number;
  readonly y: number;
}

/** Input 1, each round: y = slope · x + offset. */
export interface Line {
  readonly slope: number;
  readonly offset: number;
}

/** What a subtask finds in its examples: sums over so many of them. */
export interface Gradient extends Line {
  readonly of: Line;
  readonly examples: number;
}

const examples = partitioned(rowState("examples"));
const line = operatorState<Line | null>(
  "line",
  () => null,
  (a, b) => a ?? b,
);

/**
 * What learners need of an iteration: the training rows come once and stay where they are, the model goes round to every
 * subtask, and each tells at the end of the round in which direction its own rows would have it move.
 */
export function gradients(): Operator {
  return {
    name: "gradients",
    inputs: 2,
    rounds: "all",
    state: [examples, line],
    selection: "accepts",
    open: (context) => {
      const [kept, model] = [context.state(examples), context.state(line)];
      return {
        batch: (batch, input) => {
          if (input === 0) kept.space(0).add(batch);
          else eachRow<Line>(batch, (given) => (model.value = given));
        },
        endRound: () => {
          const all = kept.space(0).all()?.batch;
          const of = model.value;
          if (all === undefined || of === null) return;
          const read = rowReader(all);
          let [slope, offset] = [0, 0];
          for (let row = 0; row < all.rowCount; row++) {
            const { x, y } = read(row) as Example;
            const error = of.slope * x + of.offset - y;
            slope += error * x;
            offset += error;
          }
          context.emit(valueBatch([{ slope, offset, of, examples: all.rowCount } satisfies Gradient]));
        },
      };
    },
  };
}
