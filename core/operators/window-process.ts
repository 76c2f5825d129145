import { makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { rowSchema } from "../data/schema.ts";
import type { Evictor } from "../time/evictor.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import type { WindowElement } from "./window-contents.ts";
import { evicting, type FiredWindow, timesOf, type WindowResults } from "./window-results.ts";

/** A function of all rows of a window. */
export interface WindowProcess {
  /** Gives rows, and side outputs through what it is given. */
  readonly process: (window: never) => Iterable<unknown> | undefined;
  readonly sides: readonly string[];
  /** What is remembered of each window, and of each key, at first. */
  readonly windowState: (() => unknown) | undefined;
  readonly globalState: (() => unknown) | undefined;
}

/** What the function remembers, of the window and of its key. */
export interface OwnState {
  readonly windowState: unknown;
  readonly globalState: unknown;
}

/** What a user's function makes of windows. `stateOf` gives what it remembers, `timeOf` the two times. */
export function processResults(
  context: OperatorContext,
  key: KeySpec,
  { process }: WindowProcess,
  evictor: Evictor | undefined,
  stateOf: (window: FiredWindow) => OwnState,
): WindowResults {
  const outputs = new Map<string | undefined, { window: FiredWindow; value: unknown }[]>();
  const put = (side: string | undefined, window: FiredWindow, value: unknown): void => {
    const rows = outputs.get(side);
    if (rows === undefined) outputs.set(side, [{ window, value }]);
    else rows.push({ window, value });
  };
  return {
    fire: (window) =>
      evicting(evictor, window.contents as WindowElement[], (elements) => {
        const given = {
          ...keyColumnsOf(context, key, window.key),
          windowStart: window.start,
          windowEnd: window.end,
          rows: elements.map(({ row }) => row),
          watermark: context.watermark,
          ...stateOf(window),
          sideOutput: (side: string, value: unknown) => put(side, window, value),
        };
        try {
          for (const value of process(given as never) ?? []) put(undefined, window, value);
        } catch (error) {
          throw processFailed(context.step, given, error);
        }
      }),
    flush: () => {
      for (const [side, rows] of outputs) context.emit(valuesBatch(rows), side);
      outputs.clear();
    },
  };
}

function keyColumnsOf(context: OperatorContext, key: KeySpec, number: number): Record<string, unknown> {
  const names = key?.names ?? [];
  const value = context.keys.keyOf(number);
  return names.length > 1 ? (value as Record<string, unknown>) : Object.fromEntries(names.map((name) => [name, value]));
}

function valuesBatch(rows: readonly { window: FiredWindow; value: unknown }[]): ReturnType<typeof makeBatch> {
  const values = rows.map(({ value }) => value);
  const column = columnOf(values);
  const schema = { ...rowSchema([fieldOf("value", column, values)]), shape: "value" as const };
  return makeBatch(schema, rows.length, [column], { times: timesOf(rows.map(({ window }) => window)) });
}

function processFailed(
  step: string,
  { windowStart, windowEnd }: { readonly windowStart: number; readonly windowEnd: number },
  error: unknown,
): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  return new Error(
    `Cannot process window [${windowStart}, ${windowEnd}) in ${step} as its function threw ${cause.name}: ${cause.message}; mend the function`,
    { cause },
  );
}
