import type { KeyedTable } from "../state/keyed-table.ts";
import { floorTo } from "../time/duration.ts";
import type { PaneAssigner, TimeWindow } from "../time/window.ts";
import type { Held, HeldUntil } from "./operator.ts";

/**
 * The arithmetic of windows that are made of panes: a record is folded once into its pane, and a window is the panes it
 * covers.
 *
 * @see Li et al., "No Pane, No Gain", SIGMOD Record 34(1), 2005 (paned windows); Carbone et al., "Cutty", CIKM 2016.
 */
export interface Panes {
  /** Length of a pane, ms. */
  readonly sizeMs: number;
  /** Start of the pane that a time lies in. */
  startOf(timeMs: number): number;
  /** End of the first window, in order of ends, that covers a pane. */
  firstEnd(paneStart: number): number;
  /** End of the last window that covers a pane. */
  lastEnd(paneStart: number): number;
  /** The next window end after one. */
  endAfter(end: number): number;
  windowOf(end: number): TimeWindow;
}

export function panesOf(assigner: PaneAssigner): Panes {
  return assigner.kind === "cumulate" ? cumulatePanes(assigner) : slidingPanes(assigner);
}

function slidingPanes({ sizeMs, slideMs, offsetMs }: Extract<PaneAssigner, { slideMs: number }>): Panes {
  const paneMs = greatestCommonDivisor(sizeMs, slideMs);
  // Windows start at offset + k·slide, so they end at phase + k·slide.
  const phase = offsetMs + sizeMs;
  return {
    sizeMs: paneMs,
    startOf: (timeMs) => floorTo(timeMs, paneMs, offsetMs),
    firstEnd: (pane) => 0 - floorTo(-(pane + paneMs), slideMs, -phase),
    lastEnd: (pane) => floorTo(pane, slideMs, offsetMs) + sizeMs,
    endAfter: (end) => end + slideMs,
    windowOf: (end) => ({ start: end - sizeMs, end }),
  };
}

function cumulatePanes({ sizeMs, stepMs, offsetMs }: Extract<PaneAssigner, { stepMs: number }>): Panes {
  const startOfDay = (timeMs: number): number => floorTo(timeMs, sizeMs, offsetMs);
  return {
    sizeMs: stepMs,
    startOf: (timeMs) => floorTo(timeMs, stepMs, offsetMs),
    firstEnd: (pane) => pane + stepMs,
    lastEnd: (pane) => startOfDay(pane) + sizeMs,
    endAfter: (end) => end + stepMs,
    windowOf: (end) => ({ start: startOfDay(end - stepMs), end }),
  };
}

/** The end of the next window, behind those up to `fired`, that covers one of some panes; undefined when there is none. */
export function nextEnd(panes: Panes, starts: Iterable<number>, fired: number): number | undefined {
  let next: number | undefined;
  for (const start of starts) {
    const first = panes.firstEnd(start);
    const step = panes.endAfter(first) - first;
    const end = first > fired ? first : first + (Math.floor((fired - first) / step) + 1) * step;
    if (end <= panes.lastEnd(start) && (next === undefined || end < next)) next = end;
  }
  return next;
}

/** What is held in panes, and the window that comes out next. */
export function heldInPanes(
  panes: Panes,
  tables: Iterable<readonly [start: number, table: KeyedTable]>,
  fired: number,
  key: number | undefined,
): Held {
  const starts: number[] = [];
  let count = 0;
  for (const [start, table] of tables) {
    const size = key === undefined ? table.size : Number(table.find(key) >= 0);
    if (size > 0) starts.push(start);
    count += size;
  }
  return { count, of: "partial results", next: windowEnd(panes, starts, fired) };
}

/** The end of the next window over some panes. */
export function windowEnd(panes: Panes, starts: Iterable<number>, fired: number): HeldUntil | undefined {
  const end = nextEnd(panes, starts, fired);
  return end === undefined ? undefined : { time: "event", timeMs: end - 1, window: panes.windowOf(end) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
