import { type AutomatonOfAtoms, restsOf } from "../automaton/rests.ts";
import type { Edge, State } from "../automaton/state.ts";

/** Where partial matches may be for ever, as nothing bounds the time since their first event. */
interface Unbounded {
  /** Steps that wait: events that do not fit are passed over, however long after the event before. */
  readonly waits: readonly string[];
  /** Steps that are repeated as often as fitting events come; a time since the event before does not bound how often that is. */
  readonly grows: readonly string[];
}

function unboundedSteps(automaton: AutomatonOfAtoms): Unbounded {
  if (automaton.windowMs > 0) return { waits: [], grows: [] };
  const rests = restsOf(automaton);
  const waits: string[] = [];
  const grows: string[] = [];
  for (const [state, edges] of rests) {
    const isLeft = state.previousMs !== undefined;
    const passesOver = edges.some(({ action, target }) => action === "ignore" && target === state);
    if (passesOver && !isLeft) waits.push(...waitedFor(state));
    const again = edges.filter(({ action, target }) => action === "take" && leadsTo(target, state, rests));
    grows.push(...again.map(({ step }) => step));
  }
  return { waits: [...new Set(waits)], grows: [...new Set(grows)] };
}

/** The steps that a state waits for: several, where it is the head of alternatives. */
function waitedFor({ step, edges }: State): string[] {
  const taken = edges.filter(({ action }) => action === "take").map((edge) => edge.step);
  return taken.length > 0 ? taken : [step];
}

function leadsTo(from: State, to: State, rests: ReadonlyMap<State, readonly Edge[]>): boolean {
  // A set goes on with what is added while it is walked through.
  const reached = new Set([from]);
  for (const state of reached) {
    if (state === to) return true;
    for (const { target } of rests.get(state) ?? []) reached.add(target);
  }
  return false;
}

/** Says so where a pattern has such steps; `pattern` is how it is named. */
export function warnOfUnbounded(
  automaton: AutomatonOfAtoms,
  pattern: string,
  onWarning: (warning: string) => void,
): void {
  const { waits, grows } = unboundedSteps(automaton);
  const problems = [
    ...(waits.length > 0 ? [`waits at ${quoted(waits)} until a fitting event comes, if ever`] : []),
    ...(grows.length > 0 ? [`grows at ${quoted(grows)} as long as fitting events come`] : []),
  ];
  if (problems.length === 0) return;
  onWarning(
    `The pattern ${pattern} has no bound: what it has found ${problems.join(", and ")}; ` +
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
