import type { Automaton } from "../automaton/state.ts";

/**
 * The steps at which partial matches may wait for ever: nothing bounds the time since their first event, nor since the one
 * before, and events that do not fit are passed over.
 */
export function unboundedSteps({ states, start, windowMs }: Automaton): string[] {
  if (windowMs > 0) return [];
  const waiting = states.filter((state) => {
    const passesOver = state.edges.some(({ action, target }) => action === "ignore" && target === state);
    return state !== start && state.previousMs === undefined && passesOver;
  });
  return [...new Set(waiting.map(({ step }) => step))];
}

export function unboundedWarning(text: string, steps: readonly string[]): string {
  const names = steps.map((step) => JSON.stringify(step)).join(", ");
  return (
    `The pattern ${JSON.stringify(text)} has no bound: what it has found waits at ${names} until a fitting event comes, if ever; ` +
    "say .within(…), so that it is forgotten when its time is over"
  );
}
