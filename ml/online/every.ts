import type { WindowAssigner } from "../../core/mod.ts";
import type { Parameter } from "../stages/parameters.ts";

/** After how many rows, or in which windows, there is a new model. */
export type Every = number | WindowAssigner;

/** How a trainer makes batches of rows. */
export type Batching =
  | { readonly by: "count"; readonly rows: number }
  | { readonly by: "end" }
  | { readonly by: "tumbling"; readonly sizeMs: number; readonly offsetMs: number }
  | { readonly by: "session"; readonly gapMs: number }
  | { readonly by: "clock"; readonly sizeMs: number; readonly offsetMs: number };

/** A parameter that says when there is a new model. */
export function everyRows(otherwise: number): Parameter<Every> {
  return {
    default: otherwise,
    range: `${range}; each row is in one of them`,
    unit: "rows of a model, or windows",
    takes: (value) => batchingOf(value as Every) !== undefined,
  };
}

const range =
  "a whole number of rows from 1, tumbling(…) of either time, session(…) with one gap of event time, countWindow(…) or globalWindow()";

/** Undefined where it is none in which each row is once. */
export function batchingOf(every: Every): Batching | undefined {
  if (typeof every === "number")
    return Number.isSafeInteger(every) && every >= 1 ? { by: "count", rows: every } : undefined;
  if (typeof every !== "object" || every === null) return undefined;
  switch (every.kind) {
    case "global":
      return { by: "end" };
    case "count":
      return every.slide === every.size ? { by: "count", rows: every.size } : undefined;
    case "session":
      return { by: "session", gapMs: every.gapMs };
    case "processing": {
      const of = batchingOf(every.of as Every);
      return of?.by === "tumbling" ? { ...of, by: "clock" } : undefined;
    }
    case "tumbling":
      return every.zone === undefined ? { by: "tumbling", sizeMs: every.sizeMs, offsetMs: every.offsetMs } : undefined;
    default:
      return undefined;
  }
}
