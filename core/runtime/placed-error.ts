import { cannotEncode } from "../data/codec.ts";
import { explained, isExplained } from "../data/explained-error.ts";
import type { Edges } from "./edges.ts";

/** Errors that say where they come from, or that are a sink's own: they pass all steps as they are. */
const placed = new WeakSet<object>();

/** Calls what a step does with a batch; an error that has no place yet gets the step's. */
export function inStep<Value>(step: string, call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    throw placedIn(step, error);
  }
}

/** Calls what a sink does: its errors are not those of the steps before it. */
export function inSink<Value>(edges: Edges, doing: string, call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    const told = edges.failed(doing, error);
    if (typeof told === "object" && told !== null) placed.add(told);
    throw told;
  }
}

function placedIn(step: string, error: unknown): unknown {
  if (typeof error === "object" && error !== null && placed.has(error)) return error;
  if (isExplained(error) && error.message.startsWith(cannotEncode)) return encodedIn(step, error);
  return explained(`run ${step}`, error, "mend the function that it calls");
}

/** What has no bytes is seen where bytes are made, which knows nothing of steps. */
function encodedIn(step: string, error: Error): Error {
  const what = cannotEncode.replace("a value", `a value of ${step}`);
  return new TypeError(
    error.message.replace(cannotEncode, () => what),
    { cause: error },
  );
}
