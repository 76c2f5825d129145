import { makeBatch } from "../data/batch.ts";
import { any, type DataType, float64 } from "../data/data-type.ts";
import { shown } from "../data/options.ts";
import { valueSchema } from "../data/schema.ts";
import type { Evictor } from "../time/evictor.ts";
import type { TimeWindow } from "../time/window.ts";
import {
  type AggregationSpec,
  keyColumns,
  type NamedColumn,
  named,
  resultOf,
  schemaMaker,
  timeColumn,
} from "./aggregation-spec.ts";
import { foldFailure } from "./fold-failure.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import { elementFolder, elementsOf, FoldError, type WindowElement } from "./window-contents.ts";

/** A window that fires. */
export interface FiredWindow extends TimeWindow {
  readonly key: number;
  readonly contents: unknown;
}

/** Makes what comes out of windows. */
export interface WindowResults {
  /** The results of a window; gives what it keeps. */
  fire(window: FiredWindow): unknown;
  /** Sends on what has gathered. */
  flush(keyType: DataType | undefined): void;
  /** A window is gone, with what was remembered of it. */
  gone?(window: FiredWindow, windowState: unknown): void;
}

/** Results of aggregates, a row a firing. */
export function aggregateResults(
  context: OperatorContext,
  key: KeySpec,
  spec: AggregationSpec,
  output: "rows" | "values",
  evictor: Evictor | undefined,
): WindowResults {
  const rows: { readonly window: FiredWindow; readonly results: readonly unknown[] }[] = [];
  const { names, foldings } = spec;
  const eachFold = partialsOf(context, spec, evictor);
  const schemaOf = schemaMaker();
  const add = (window: FiredWindow, partials: readonly unknown[]): void => {
    rows.push({
      window,
      results: foldings.map((folding, at) =>
        resultOf(names[at]!, context.step, () => folding.result(partials[at] as never)),
      ),
    });
  };
  return {
    fire: (window) => eachFold(window, (partials) => add(window, partials)),
    flush: (keyType) => {
      if (rows.length === 0) return;
      const fired = rows.splice(0);
      const windows = fired.map(({ window }) => window);
      const results = names.map((name, at) =>
        named(
          name,
          fired.map((row) => row.results[at]),
        ),
      );
      const columns = output === "rows" ? [...windowColumns(context, key, windows, keyType), ...results] : results;
      const schema = schemaOf(columns);
      context.emit(
        makeBatch(
          output === "rows" ? schema : { ...schema, shape: "value" },
          fired.length,
          columns.map(({ column }) => column),
          { times: timesOf(windows) },
        ),
      );
    },
  };
}

/**
 * Calls back with the partial results of a window: what it holds, or what an evictor leaves of its records. Gives what the
 * window keeps.
 */
export function partialsOf(
  context: OperatorContext,
  spec: AggregationSpec,
  evictor: Evictor | undefined,
): (window: FiredWindow, use: (partials: readonly unknown[]) => void) => unknown {
  const foldAll = elementsFolder(context, spec);
  return (window, use) => {
    if (evictor === undefined) {
      use(window.contents as unknown[]);
      return window.contents;
    }
    const leftOut = new Set<WindowElement>();
    const kept = evicting(evictor, elementsOf(window.contents), (elements) => {
      const partials = foldAll(window, elements, leftOut);
      if (leftOut.size < elements.length || elements.length === 0) use(partials);
    });
    return leftOut.size === 0 ? kept : without(leftOut, (kept ?? []) as WindowElement[]);
  };
}

/** Lets an evictor do its work around a function of the records; gives those that stay in the window. */
export function evicting(
  evictor: Evictor | undefined,
  elements: readonly WindowElement[],
  use: (elements: readonly WindowElement[]) => void,
): unknown {
  const keep = (given: readonly WindowElement[]): readonly WindowElement[] => keptBy(evictor!, given);
  const before = evictor?.when === "before" ? keep(elements) : elements;
  use(before);
  const after = evictor?.when === "after" ? keep(before) : before;
  if (after.length === 0) return undefined;
  return after === elements ? elements : [...after];
}

function keptBy(evictor: Evictor, given: readonly WindowElement[]): readonly WindowElement[] {
  const kept: unknown = (evictor as Evictor<unknown>).keep(given);
  // Rows alone, or records made anew, have lost what aggregates take of them.
  const isWhole = (each: unknown): boolean => Array.isArray((each as WindowElement | undefined | null)?.values);
  if (Array.isArray(kept) && kept.every(isWhole)) return kept;
  const odd = Array.isArray(kept) ? `one with ${shown(kept.find((each) => !isWhole(each)))}` : shown(kept);
  throw new TypeError(
    `Cannot evict records by ${shown(evictor.name)} as it must give an array of those that stay, each as it was given: ` +
      `got ${odd}; use for instance keep: (rows) => rows.filter(({ row }) => row.isValid)`,
  );
}

function without(leftOut: ReadonlySet<WindowElement>, elements: readonly WindowElement[]): unknown {
  const rest = elements.filter((element) => !leftOut.has(element));
  return rest.length === 0 ? undefined : rest;
}

/** The event time of a result is the last one of its window; those of global windows have none. */
export function timesOf(windows: readonly TimeWindow[]): Float64Array | undefined {
  if (windows.some(({ end }) => end === Number.POSITIVE_INFINITY)) return undefined;
  return Float64Array.from(windows, ({ end }) => end - 1);
}

const rowsAsTheyAre = valueSchema(any);

/** Folds the records that an evictor leaves in a window; those at which an aggregate throws are reported and left out. */
function elementsFolder(
  context: OperatorContext,
  spec: AggregationSpec,
): (window: FiredWindow, elements: readonly WindowElement[], leftOut: Set<WindowElement>) => unknown[] {
  const add = elementFolder(spec.foldings);
  return ({ start, end }, elements, leftOut) => {
    let partials = spec.foldings.map((folding) => folding.zero());
    for (const element of elements) {
      try {
        partials = add(partials, element);
      } catch (error) {
        if (!(error instanceof FoldError)) throw error;
        const column = { type: any, layout: "values", values: [element.row], validity: undefined } as const;
        const failure = foldFailure(spec, error.aggregate, error.cause, makeBatch(rowsAsTheyAre, 1, [column]), 0);
        leftOut.add(element);
        context.fail({ ...failure, place: `a row of the window [${start}, ${end})` });
      }
    }
    return partials;
  };
}

function windowColumns(
  context: OperatorContext,
  key: KeySpec,
  windows: readonly FiredWindow[],
  keyType: DataType = any,
): NamedColumn[] {
  const numbers = Float64Array.from(windows, (window) => window.key);
  const keys = keyColumns(context.keys, numbers, key?.names ?? [], keyType.kind === "any" ? float64 : keyType);
  if (timesOf(windows) === undefined) return keys;
  return [
    ...keys,
    timeColumn(
      "windowStart",
      Float64Array.from(windows, ({ start }) => start),
    ),
    timeColumn(
      "windowEnd",
      Float64Array.from(windows, ({ end }) => end),
    ),
  ];
}
