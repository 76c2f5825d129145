import { isExplained } from "../data/explained-error.ts";

/** Errors that say where they come from, or that are a sink's own: they pass all steps as they are. */
const placed = new WeakSet<object>();

/** Calls what a step does with a batch; an error that has no place yet gets the step's. */
export function inStep(step: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    throw placedIn(step, error);
  }
}

/** Calls what a sink does: its errors are not those of the steps before it. */
export function inSink(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (typeof error === "object" && error !== null) placed.add(error);
    throw error;
  }
}

function placedIn(step: string, error: unknown): unknown {
  const isObject = typeof error === "object" && error !== null;
  if (isObject && (placed.has(error) || isExplained(error))) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const located = new Error(`Cannot run ${step} as it threw ${text}; mend the function that it calls`, {
    cause: error,
  });
  placed.add(located);
  return located;
}
