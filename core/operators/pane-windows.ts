import type { Folding } from "../data/partial-columns.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import type { PaneState } from "../state/pane-state.ts";
import type { Panes } from "./panes.ts";

/**
 * The windows that panes make, one at a time, in order of their ends. What is over of the next one is merged ahead of its
 * end: with ten panes a window, its results then come out after the merge of one and not of ten.
 */
export interface PaneWindows {
  /** The partial results of the window with an end; undefined where no pane of it has any. Valid until the next call. */
  tableOf(end: number): KeyedTable | undefined;
  /**
   * Merges the panes of the window with an end that are over by a time. By its own end: all of them, also those that are still
   * to come, so that what comes into the window goes there at once.
   */
  prepare(end: number, overUntil: number): void;
  /** Where a pane has been merged ahead: what comes into it late belongs there, too. */
  tablesAhead(pane: number): readonly KeyedTable[];
}

/** Windows of panes that may change behind their merge. */
export interface ChangedPaneWindows extends PaneWindows {
  /** What comes into a pane, or leaves it, is not put into `tablesAhead`: where it has been merged ahead, all are merged anew. */
  changed(pane: number): void;
}

/** Which panes the table holds: those of a window that start before a time. */
interface Merged {
  readonly start: number;
  readonly until: number;
}

/**
 * @param goesOn Whether a window that grows from the one before (cumulate) goes on from what that had. Only where whoever has
 * the panes puts what comes into them later into `tablesAhead`, too, or says that they have `changed`.
 */
export function paneWindows(
  panes: Panes,
  state: Pick<PaneState, "panes" | "times">,
  foldings: readonly Folding[],
  goesOn = false,
): ChangedPaneWindows {
  const table = keyedTable(foldings);
  const merge = partialsMerger(foldings);
  let entries = new Int32Array(0);
  let merged: Merged | undefined;
  let isAhead = false;

  const add = (starts: readonly number[]): void => {
    for (const start of starts) {
      const pane = state.panes.get(start)!;
      if (entries.length < pane.size) entries = new Int32Array(pane.size * 2);
      table.locate(pane.keys, undefined, 0, pane.size, entries);
      merge(table.partials, entries, pane.partials, pane.size);
    }
  };
  const isMergedAhead = (pane: number): boolean =>
    isAhead && merged !== undefined && pane >= merged.start && pane < merged.until;
  return {
    tableOf: (end) => {
      const { start } = panes.windowOf(end);
      const known = isAhead && merged?.start === start && merged.until <= end ? merged : undefined;
      isAhead = false;
      const starts = state.times.within(known?.until ?? start, end);
      if (known === undefined) {
        merged = undefined;
        if (starts.length < 2) return state.panes.get(starts[0] ?? Number.NaN);
        table.clear();
      }
      add(starts);
      merged = { start, until: end };
      isAhead = goesOn && isContinued(panes, end);
      return table;
    },
    prepare: (end, overUntil) => {
      const { start } = panes.windowOf(end);
      const over = state.times.within(start, end).filter((pane) => panes.endOf(pane) <= overUntil);
      if (over.length === 0 && overUntil < end) return;
      const from = merged?.start === start ? merged.until : start;
      if (merged?.start !== start) table.clear();
      add(over.filter((pane) => pane >= from));
      merged = { start, until: overUntil >= end ? end : panes.endOf(over.at(-1)!) };
      isAhead = true;
    },
    tablesAhead: (pane) => (isMergedAhead(pane) ? [table] : []),
    changed: (pane) => {
      if (isMergedAhead(pane)) merged = undefined;
    },
  };
}

/** Whether the window behind the one with an end is the same, and longer. */
export function isContinued(panes: Panes, end: number): boolean {
  return panes.windowOf(panes.endAfter(end)).start === panes.windowOf(end).start;
}
