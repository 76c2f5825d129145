import type { KnownOptions } from "../data/options.ts";
import type { Aggregate } from "./aggregate.ts";
import type { Missing } from "./aggregation.ts";
import type { Ordered } from "./order.ts";
import { takesRanked } from "./value-check.ts";

export interface TiesOptions {
  /** The row that arrived first (`"first"`, default) or an array of all in order of arrival (`"all"`). */
  readonly ties?: "first" | "all";
}

export const tiesOptions: KnownOptions<TiesOptions> = { ties: ["first", "all"] };

/** Whether a row with `value` takes the place of one with `best`. */
type Beats = (value: Ordered, best: Ordered) => boolean;

interface BestRow {
  value: Ordered | null;
  row: unknown;
}

interface BestRows {
  value: Ordered | null;
  rows: unknown[];
}

/** The row whose value none beats; the first of several. */
export function bestRow(name: string, beats: Beats): Aggregate<Ordered | Missing, BestRow, unknown> {
  return {
    name,
    byArrival: true,
    ...takesRanked(name),
    zero: () => ({ value: null, row: null }),
    add: (partial, value, row) => {
      if (value === null || value === undefined) return partial;
      if (partial.value === null || beats(value, partial.value)) {
        partial.value = value;
        partial.row = row();
      }
      return partial;
    },
    merge: (left, right) => {
      if (right.value !== null && (left.value === null || beats(right.value, left.value))) {
        left.value = right.value;
        left.row = right.row;
      }
      return left;
    },
    result: (partial) => partial.row,
  };
}

/** All rows whose value none beats. */
export function bestRows(name: string, beats: Beats): Aggregate<Ordered | Missing, BestRows, unknown[]> {
  return {
    name,
    byArrival: true,
    ...takesRanked(name),
    zero: () => ({ value: null, rows: [] }),
    add: (partial, value, row) => {
      if (value === null || value === undefined) return partial;
      if (partial.value === null || beats(value, partial.value)) {
        partial.value = value;
        partial.rows = [row()];
      } else if (!beats(partial.value, value)) {
        partial.rows.push(row());
      }
      return partial;
    },
    merge: (left, right) => {
      if (right.value === null) return left;
      if (left.value === null || beats(right.value, left.value)) {
        left.value = right.value;
        left.rows = right.rows.slice();
      } else if (!beats(left.value, right.value)) {
        for (const row of right.rows) left.rows.push(row);
      }
      return left;
    },
    result: (partial) => partial.rows.slice(),
  };
}
