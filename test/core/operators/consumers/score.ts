import type { Operator, OperatorContext, OperatorTask } from "../../../../core/operators/operator.ts";
import { operatorState } from "../../../../core/state/keyed-state.ts";
import { listState } from "../../../../core/state/list-state.ts";
import { eachRow, valueBatch } from "./value-batch.ts";

export interface Model {
  readonly version: number;
  readonly weight: number;
}

interface Timed<Value> {
  readonly timeMs: number;
  readonly value: Value;
}

const rows = listState<Timed<number>>("rows ahead of the watermark");
const models = operatorState<readonly Timed<Model>[]>("models, in the order of their times", () => [], newest);

/** Every subtask is sent every model, so that any of them knows all that the others do, or more. */
function newest(left: readonly Timed<Model>[], right: readonly Timed<Model>[]): readonly Timed<Model>[] {
  const known = new Map([...left, ...right].map((model) => [model.value.version, model]));
  return [...known.values()].sort((a, b) => a.timeMs - b.timeMs);
}

/**
 * What learners need of an operator: rows (input 0) are scored by the newest model (input 1, sent to all subtasks) at
 * their event time, whatever arrives first. Rows of no key wait in a list that is dealt out when the job is rescaled.
 */
export function score(): Operator {
  return { name: "score", inputs: 2, state: [rows, models], selection: "accepts", open: openTask };
}

function openTask(context: OperatorContext): OperatorTask {
  const [waiting, known] = [context.state(rows), context.state(models)];
  const scored = ({ timeMs, value }: Timed<number>) => {
    const model = known.value.findLast((each) => each.timeMs <= timeMs)?.value;
    return { x: value, score: model === undefined ? null : value * model.weight, version: model?.version ?? null };
  };
  return {
    batch: (batch, input) =>
      eachRow<never>(batch, (value, _, timeMs) => {
        if (input === 0) waiting.items = [...waiting.items, { timeMs, value }];
        else known.value = newest(known.value, [{ timeMs, value }]);
      }),
    watermark: (timeMs) => {
      const ready = waiting.items.filter((row) => row.timeMs <= timeMs);
      if (ready.length > 0) {
        context.emit(
          valueBatch(
            ready.map(scored),
            ready.map((row) => row.timeMs),
          ),
        );
      }
      waiting.items = waiting.items.filter((row) => row.timeMs > timeMs);
      const current = known.value.findLastIndex((model) => model.timeMs <= timeMs);
      known.value = known.value.slice(Math.max(0, current));
    },
  };
}
