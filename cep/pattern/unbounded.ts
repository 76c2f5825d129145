import type { Action, Automaton, State } from "../automaton/state.ts";

/** Where partial matches may be for ever, as nothing bounds the time since their first event, nor since the one before. */
interface Unbounded {
  /** Steps that wait: events that do not fit are passed over. */
  readonly waits: readonly string[];
  /** Steps that are repeated as often as fitting events come. */
  readonly grows: readonly string[];
}

function unboundedSteps({ states, start, windowMs }: Automaton): Unbounded {
  const open = windowMs > 0 ? [] : states.filter(({ previousMs }) => previousMs === undefined);
  const waits = open.filter((state) => state !== start && goesTo(state, "ignore"));
  const grows = open.filter((state) => goesTo(state, "take"));
  return { waits: stepsOf(waits), grows: stepsOf(grows.filter((state) => !waits.includes(state))) };
}

function goesTo(state: State, wanted: Action): boolean {
  return state.edges.some(({ action, target }) => action === wanted && target === state);
}

function stepsOf(states: readonly State[]): string[] {
  return [...new Set(states.map(({ step }) => step))];
}

/** Says so where a pattern has such steps. */
export function warnOfUnbounded(automaton: Automaton, text: string, onWarning: (warning: string) => void): void {
  const { waits, grows } = unboundedSteps(automaton);
  const problems = [
    ...(waits.length > 0 ? [`waits at ${quoted(waits)} until a fitting event comes, if ever`] : []),
    ...(grows.length > 0 ? [`grows at ${quoted(grows)} as long as fitting events come`] : []),
  ];
  if (problems.length === 0) return;
  onWarning(
    `The pattern ${JSON.stringify(text)} has no bound: what it has found ${problems.join(", and ")}; ` +
      "say .within(…), so that it is forgotten when its time is over",
  );
}

/** Where warnings go unless something else is asked for. */
export function warn(warning: string): void {
  console.warn(warning);
}

function quoted(steps: readonly string[]): string {
  return steps.map((step) => JSON.stringify(step)).join(", ");
}
