import { countText } from "../../data/count-text.ts";

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

/** A column of a table that is shown: all its values, or those of head and tail. */
export interface ColumnView {
  readonly name: string;
  /**
   * Type for the header, as `int64` or `string`. Numbers of the types `timestamp` and `date` are milliseconds since
   * the epoch, and are shown in UTC.
   */
  readonly type: string;
  readonly values: ArrayLike<unknown>;
  /** How many of all its values are absent, where that is known: its header tells it. */
  readonly nulls?: number;
}

/** How many rows are shown at most. */
export interface ShownRowsOptions {
  /** First rows shown. Default 10. */
  readonly head?: number;
  /** Last rows shown. Default 5. */
  readonly tail?: number;
}

/** The rows that are shown, and how many between them are not. */
export interface ShownRows {
  /** Positions within the given values. */
  readonly head: readonly number[];
  readonly tail: readonly number[];
  readonly hidden: number;
}

export function shownRows(view: TableView, { head = 10, tail = 5 }: ShownRowsOptions): ShownRows {
  const given = view.columns[0]?.values.length ?? 0;
  const headGiven = Math.min(view.headRows ?? given, given);
  // A row is not hidden for the sake of a line that says that one row is hidden.
  const all = given >= view.rowCount && given <= head + tail + 1;
  const first = numbers(0, all ? given : Math.min(head, headGiven));
  const last = all ? [] : numbers(Math.max(first.length, given - tail), given);
  return { head: first, tail: last, hidden: view.rowCount - first.length - last.length };
}

/** `"3,000,000 rows × 4 columns"` */
export function shapeText(view: TableView): string {
  return `${countText(view.rowCount, "row")} × ${countText(view.columns.length, "column")}`;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
