import { type Batch, lengthOf } from "../data/batch.ts";
import { type Demands, demandsOf, demandsOfPair } from "../expression/demanded.ts";
import type { Lambda } from "../expression/read-lambda.ts";

/** How much a step counts on a column: see `Demands`. `"named"`: it is said by its name alone. */
export type Sureness = "named" | "needed" | "handed" | "sometimes";

/** A column that a step names. */
export interface ColumnName {
  readonly step: string;
  readonly name: string;
  readonly sureness: Sureness;
  /** What the same lambda names besides: a slip of the hand does not have both. */
  readonly beside: readonly string[];
}

/** What the rows of a step were, in all its subtasks. */
export interface SoughtColumn extends ColumnName {
  isMet: boolean;
  /** Rows that were looked at for it. */
  rows: number;
  /** What those have. */
  readonly there: Set<string>;
}

/** The columns that the steps of a stage name, over all its subtasks. */
export interface SoughtColumns {
  of(column: ColumnName): SoughtColumn;
}

/** Rows that the names for a message are taken from. */
const exampleRows = 1000;
/** Names kept for it: rows may have any. */
const mostNames = 1000;

/**
 * Looks for the columns that a step names until each was met, which mostly is in the first row: rows of objects and of
 * JSON lines may differ, so that only at the end it is known that there is no such column.
 */
export class ColumnSeeker {
  #missing: SoughtColumn[];

  /** @param sought Undefined where rows have been that nobody sees any more: of a run that was restored. */
  constructor(sought: SoughtColumns | undefined, wanted: readonly ColumnName[]) {
    this.#missing = sought === undefined ? [] : wanted.map((column) => sought.of(column));
  }

  /** @param isReached Whether what names the columns is known to have been called for some of the rows. */
  see(batch: Batch, isReached = true): void {
    if (this.#missing.length === 0 || lengthOf(batch) === 0) return;
    const there = batch.schema.shape === "row" ? new Set(batch.schema.index.keys()) : this.#propertiesOf(batch);
    this.#missing = this.#missing.filter((column) => {
      column.isMet ||= there === "anything" || there.has(column.name);
      return !column.isMet;
    });
    if (!isReached || there === "anything") return;
    for (const column of this.#missing) {
      column.rows += lengthOf(batch);
      for (const name of there) if (column.there.size < mostNames) column.there.add(name);
    }
  }

  /** The properties of rows that are objects, as far as they matter. Values, arrays and instances of classes may have anything. */
  #propertiesOf(batch: Batch): ReadonlySet<string> | "anything" {
    const [column] = batch.columns;
    if (column?.layout !== "values") return "anything";
    const there = new Set<string>();
    let missing = this.#missing.map(({ name }) => name);
    for (let k = 0; k < lengthOf(batch) && missing.length > 0; k++) {
      const row = column.values[batch.selection === undefined ? k : batch.selection[k]!];
      if (!isPlain(row)) return "anything";
      if (k < exampleRows) for (const name of Object.keys(row)) there.add(name);
      if (!missing.some((name) => name in row)) continue;
      for (const name of missing) if (name in row) there.add(name);
      missing = missing.filter((name) => !there.has(name));
    }
    return there;
  }
}

function isPlain(row: unknown): row is object {
  if (typeof row !== "object" || row === null) return false;
  const prototype: unknown = Object.getPrototypeOf(row);
  return prototype === Object.prototype || prototype === null;
}

/** What a lambda of a step names. */
export function namedBy(lambda: Lambda, step: string): ColumnName[] {
  return namedIn(demandsOf(lambda), step);
}

/** What a join's `select` names of the rows on the left, and of those on the right. */
export function namedOfPairs(select: (left: never, right: never) => unknown, step: string): ColumnName[][] {
  const [left, right] = demandsOfPair(select);
  // Where no pair is made nothing is read of either.
  const named = (demands: Demands, side: string): ColumnName[] =>
    namedIn(demands, `select of ${step}, on the ${side},`).map((column) =>
      column.sureness === "needed" ? { ...column, sureness: "handed" } : column,
    );
  return [named(left, "left"), named(right, "right")];
}

function namedIn({ needed, handed, sometimes, named }: Demands, step: string): ColumnName[] {
  const of = (names: ReadonlySet<string>, sureness: Sureness): ColumnName[] =>
    [...names]
      .filter((name) => !(name in Object.prototype))
      .map((name) => ({ step, name, sureness, beside: [...named] }));
  return [...of(needed, "needed"), ...of(handed, "handed"), ...of(sometimes, "sometimes")];
}

/** Columns that a step is told by their names. */
export function namedColumns(names: readonly string[], step: string): ColumnName[] {
  return names.map((name) => ({ step, name, sureness: "named", beside: names }));
}
