/**
 * A table as plain data. `rowCount` may exceed the rows given: then each column holds `headRows` rows of the start and
 * after them the last rows.
 */
export interface TableView {
  readonly columns: readonly ColumnView[];
  readonly rowCount: number;
  /** How many of the given rows are the first ones; default all. */
  readonly headRows?: number;
}

export interface ColumnView {
  readonly name: string;
  /** Type for the header, as `int64` or `timestamp`. */
  readonly type: string;
  readonly values: ArrayLike<unknown>;
}

/** The rows that are shown, and where some are left out. */
export interface ShownRows {
  /** Positions within the given values. */
  readonly head: readonly number[];
  readonly tail: readonly number[];
  readonly hidden: number;
}

export function shownRows(view: TableView, head: number, tail: number): ShownRows {
  const given = view.columns[0]?.values.length ?? 0;
  const headGiven = Math.min(view.headRows ?? given, given);
  const all = given === view.rowCount && given <= head + tail;
  const first = numbers(0, all ? given : Math.min(head, headGiven));
  const last = all ? [] : numbers(Math.max(first.length, given - tail), given);
  return { head: first, tail: last, hidden: view.rowCount - first.length - last.length };
}

export function shapeText(view: TableView): string {
  const rows = `${view.rowCount.toLocaleString("en-US")} ${view.rowCount === 1 ? "row" : "rows"}`;
  return `${rows} × ${view.columns.length} ${view.columns.length === 1 ? "column" : "columns"}`;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
