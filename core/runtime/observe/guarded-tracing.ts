import { shown } from "../../data/options.ts";
import type { RunSpan, RunTracing } from "./tracing.ts";

/**
 * Tracing that cannot end what it watches: the first that it throws, or rejects with, is told as a warning, and then nothing is
 * told to it any more.
 */
export function guardedTracing(tracing: RunTracing, warn: (text: string) => void): RunTracing {
  mustTrace(tracing);
  const state = { isOff: false };
  const failed = (error: unknown): void => {
    if (state.isOff) return;
    state.isOff = true;
    warn(
      `Cannot trace the run any more as its tracing must not fail: got ${textOf(error)}; ` +
        "mend what tracing is given (the run goes on without it)",
    );
  };
  const attempt = <Value>(tell: () => Value): Value | undefined => {
    if (state.isOff) return undefined;
    try {
      const told = tell();
      if (isPromise(told)) told.then(undefined, failed);
      return told;
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
  return guardedIn(tracing, attempt);
}

type Attempt = <Value>(tell: () => Value) => Value | undefined;

function guardedIn(tracing: RunTracing, attempt: Attempt): RunTracing {
  return {
    begin: (name, facts) => {
      const span = attempt(() => tracing.begin(name, facts));
      return attempt(() => mustBeSpan(span)) === undefined ? silent : guardedSpan(span!, attempt);
    },
  };
}

function guardedSpan(span: RunSpan, attempt: Attempt): RunSpan {
  return {
    ...guardedIn(span, attempt),
    set: (facts) => void attempt(() => span.set(facts)),
    end: (error) => void attempt(() => span.end(error)),
  };
}

const silent: RunSpan = { begin: () => silent, set: () => undefined, end: () => undefined };

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function mustBeSpan(span: RunSpan | undefined): RunSpan {
  if (typeof span?.end === "function" && typeof span.set === "function" && typeof span.begin === "function")
    return span;
  throw new TypeError(`begin gave ${shown(span)}, no span with begin, set and end`);
}

function mustTrace(tracing: RunTracing): void {
  if (typeof tracing?.begin === "function") return;
  throw new TypeError(
    `Cannot trace a run as its tracing must have begin: got ${shown(tracing)}; use tracing: openTelemetry(api)`,
  );
}
