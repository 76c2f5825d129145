import { isNeverRight, neverRight } from "../../data/never-right.ts";
import type { BadRecord } from "../../io/source.ts";
import { RecordError } from "../record-error.ts";

/** An error as plain data: what is thrown in one thread is thrown again in another. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string | number | undefined;
  readonly record?: BadRecord | undefined;
  readonly cause?: SentError | undefined;
  /** Whether no new life of the run would be without it. */
  readonly isNeverRight?: true;
  /** Whether it was no error, but a text or a number that was thrown. */
  readonly isValue?: true;
}

/** Causes of causes end somewhere. */
const deepest = 8;

export function sentError(error: unknown, depth = 0): SentError {
  if (!(error instanceof Error) && !(error instanceof DOMException)) {
    return { name: typeof error, message: String(error), isValue: true };
  }
  const { name, message, stack, cause } = error as Error;
  const { code, record } = error as { code?: unknown; record?: unknown };
  return {
    name,
    message,
    stack,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(error instanceof RecordError ? { record: record as BadRecord } : {}),
    ...(isNeverRight(error) ? { isNeverRight: true as const } : {}),
    ...(cause === undefined || depth === deepest ? {} : { cause: sentError(cause, depth + 1) }),
  };
}

const kinds = { TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError } as const;

/** The error with its class, where that is one of the language's or ours, its causes, and the stack of where it was thrown. */
export function errorOf(sent: SentError): unknown {
  const { name, message, stack, code, record, cause, isValue } = sent;
  if (isValue === true) return message;
  const options = cause === undefined ? {} : { cause: errorOf(cause) };
  if (name === "AbortError" || name === "TimeoutError") return new DOMException(message, name);
  const made =
    record !== undefined
      ? new RecordError(record, options)
      : Object.hasOwn(kinds, name)
        ? new kinds[name as keyof typeof kinds](message, options)
        : Object.assign(new Error(message, options), name === "Error" ? {} : { name });
  if (stack !== undefined) Object.defineProperty(made, "stack", { value: stack, configurable: true, writable: true });
  if (code !== undefined) Object.assign(made, { code });
  return sent.isNeverRight === true ? neverRight(made) : made;
}
