import { makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { rowSchema } from "../data/schema.ts";
import type { Evictor } from "../time/evictor.ts";
import { type AggregationSpec, resultOf } from "./aggregation-spec.ts";
import { valuesBatch } from "./group-calls.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import { rowsGiven } from "./rows-given.ts";
import { elementsOf } from "./window-contents.ts";
import { evicting, type FiredWindow, partialsOf, timesOf, type WindowResults } from "./window-results.ts";

/** A function of what is in a window: all its rows, or what aggregates make of them. */
export interface WindowProcess {
  /** Gives rows, and side outputs through what it is given. */
  readonly process: (window: never) => Iterable<unknown> | undefined;
  /** Undefined where the function is given the rows. */
  readonly aggregates: AggregationSpec | undefined;
  readonly sides: readonly string[];
  /** What is remembered of each window, and of each key, at first. */
  readonly windowState: (() => unknown) | undefined;
  readonly globalState: (() => unknown) | undefined;
  /** Is told of each window that is gone. */
  readonly clear: ((window: never) => void) | undefined;
}

/** What the function remembers, of a window and of its key. */
export interface OwnStates {
  window(fired: FiredWindow): unknown;
  global(fired: FiredWindow): unknown;
}

/** What a user's function makes of windows. */
export function processResults(
  context: OperatorContext,
  key: KeySpec,
  { process, aggregates, clear }: WindowProcess,
  evictor: Evictor | undefined,
  states: OwnStates,
): WindowResults {
  const outputs = new Map<string | undefined, { window: FiredWindow; value: unknown }[]>();
  const put = (side: string | undefined, window: FiredWindow, value: unknown): void => {
    const rows = outputs.get(side);
    if (rows === undefined) outputs.set(side, [{ window, value }]);
    else rows.push({ window, value });
  };
  /** A window whose function throws is a record that cannot be processed. */
  const failed = (what: "process" | "clear", { start, end }: FiredWindow, contents: object, error: unknown): void => {
    const place = `window [${start}, ${end})`;
    context.fail({ doing: `apply ${what}`, error, batch: valuesBatch([contents], [undefined]), row: 0, place });
  };
  const call = (window: FiredWindow, contents: object): void => {
    const aside: [side: string, value: unknown][] = [];
    const given = {
      ...boundsAndKey(context, key, window),
      ...contents,
      watermark: context.watermark,
      windowState: states.window(window),
      globalState: states.global(window),
      sideOutput: (side: string, value: unknown) => void aside.push([side, value]),
    };
    try {
      // Whole first: what a function gave before it threw does not count.
      for (const value of [...rowsGiven(process(given as never), "process")]) put(undefined, window, value);
      for (const [side, value] of aside) put(side, window, value);
    } catch (error) {
      failed("process", window, contents, error);
    }
  };
  const eachContents = contentsOf(context, aggregates, evictor);
  return {
    fire: (window) => eachContents(window, (contents) => call(window, contents)),
    flush: () => {
      for (const [side, rows] of outputs) context.emit(windowsBatch(rows), side);
      outputs.clear();
    },
    gone: (window, windowState) => {
      const given = { ...boundsAndKey(context, key, window), windowState, globalState: states.global(window) };
      try {
        clear?.(given as never);
      } catch (error) {
        failed("clear", window, given, error);
      }
    },
  };
}

/** Calls back with what the function is given of a window's contents; gives what the window keeps. */
function contentsOf(
  context: OperatorContext,
  aggregates: AggregationSpec | undefined,
  evictor: Evictor | undefined,
): (window: FiredWindow, use: (contents: object) => void) => unknown {
  if (aggregates === undefined) {
    return ({ contents }, use) =>
      evicting(evictor, elementsOf(contents), (elements) => use({ rows: elements.map(({ row }) => row) }));
  }
  const { names, foldings } = aggregates;
  const eachFold = partialsOf(context, aggregates, evictor);
  return (window, use) =>
    eachFold(window, (partials) => {
      const results = foldings.map((folding, at) => {
        const name = names[at]!;
        return [name, resultOf(name, context.step, () => folding.result(partials[at] as never))] as const;
      });
      use({ results: Object.fromEntries(results) });
    });
}

function boundsAndKey(context: OperatorContext, key: KeySpec, window: FiredWindow): Record<string, unknown> {
  return {
    ...keyColumnsOf(context, key, window.key),
    windowStart: window.start,
    windowEnd: window.end,
  };
}

function keyColumnsOf(context: OperatorContext, key: KeySpec, number: number): Record<string, unknown> {
  const names = key?.names ?? [];
  const value = context.keys.keyOf(number);
  return names.length > 1 ? (value as Record<string, unknown>) : Object.fromEntries(names.map((name) => [name, value]));
}

function windowsBatch(rows: readonly { window: FiredWindow; value: unknown }[]): ReturnType<typeof makeBatch> {
  const values = rows.map(({ value }) => value);
  const column = columnOf(values);
  const schema = { ...rowSchema([fieldOf("value", column, values)]), shape: "value" as const };
  return makeBatch(schema, rows.length, [column], { times: timesOf(rows.map(({ window }) => window)) });
}
