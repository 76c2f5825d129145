import { lengthOf } from "../data/batch.ts";
import { operatorState } from "../state/keyed-state.ts";
import type { Operator } from "./operator.ts";

/** Lets so many records through, in order of arrival, and then asks for no more. */
export function limit(count: number): Operator {
  const passed = operatorState<number>(
    "passed",
    () => 0,
    (left, right) => left + right,
  );
  return {
    name: `limit(${count})`,
    state: [passed],
    ends: true,
    keepsSchema: true,
    selection: "accepts",
    reads: (wanted) => [wanted],
    rowsAtMost: (input) => Math.min(input, count),
    open: (context) => {
      const state = context.state(passed);
      return {
        batch: (batch) => {
          const left = count - state.value;
          const length = lengthOf(batch);
          if (left > 0) {
            state.value += Math.min(left, length);
            context.emit(length <= left ? batch : { ...batch, selection: firstRows(batch.selection, left) });
          }
          if (state.value >= count) context.finish();
        },
      };
    },
  };
}

function firstRows(selection: Int32Array | undefined, count: number): Int32Array {
  return selection?.subarray(0, count) ?? Int32Array.from({ length: count }, (_, row) => row);
}
