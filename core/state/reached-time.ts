import { type OperatorState, operatorState } from "./keyed-state.ts";
import type { StateDeclaration } from "./state.ts";

/**
 * The event time up to which a subtask has done its work; −∞ at first. The end of the input is none that is remembered: who
 * goes on from there, behind a run that was drained, has more to come.
 */
export function reachedTime(name: string): StateDeclaration<OperatorState<number>> {
  const declaration = operatorState<number>(name, () => Number.NEGATIVE_INFINITY, Math.min);
  return {
    ...declaration,
    create: (host) => {
      const state = declaration.create(host);
      const snapshot = state.snapshot.bind(state);
      return Object.assign(state, {
        snapshot: () => {
          const { value } = state;
          if (value !== Number.POSITIVE_INFINITY) return snapshot();
          state.value = Number.NEGATIVE_INFINITY;
          const taken = snapshot();
          state.value = value;
          return taken;
        },
      });
    },
  };
}
