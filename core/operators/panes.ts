import type { KeyedTable } from "../state/keyed-table.ts";
import type { OrderedNumbers } from "../state/ordered-numbers.ts";
import type { PaneState } from "../state/pane-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { durationText, floorTo, greatestCommonDivisor } from "../time/duration.ts";
import { type WallClock, wallClock } from "../time/wall-clock.ts";
import { type CountAssigner, type PaneAssigner, type TimeWindow, windowText } from "../time/window.ts";
import type { Held, HeldUntil } from "./operator.ts";

/**
 * The arithmetic of windows that are made of panes: a record is folded once into its pane, and a window is the panes it
 * covers.
 *
 * @see Li et al., "No Pane, No Gain", SIGMOD Record 34(1), 2005 (paned windows); Carbone et al., "Cutty", CIKM 2016.
 */
export interface Panes {
  /** Length of all panes, ms; undefined where they differ. */
  readonly sizeMs: number | undefined;
  /** How many panes are merged for a window that does not go on from the one before. */
  readonly perWindow: number;
  /** Start of the pane that a time lies in. */
  startOf(timeMs: number): number;
  /** End of the pane that starts at a time. */
  endOf(paneStart: number): number;
  /** End of the first window, in order of ends, that covers a pane. */
  firstEnd(paneStart: number): number;
  /** End of the last window that covers a pane. */
  lastEnd(paneStart: number): number;
  /** The next window end after one. */
  endAfter(end: number): number;
  /** The next window end after a time, where a window that covers the pane has ended by then. */
  endBehind(paneStart: number, timeMs: number): number;
  windowOf(end: number): TimeWindow;
}

export function panesOf(assigner: PaneAssigner): Panes {
  const panes = assigner.kind === "cumulate" ? cumulatePanes(assigner) : slidingPanes(assigner);
  return assigner.zone === undefined ? panes : zonedPanes(panes, wallClock(assigner.zone));
}

/** State by pane of windows: a job with others does not take it. */
export function inPanesOf<Handle>(
  state: StateDeclaration<Handle>,
  window: PaneAssigner | CountAssigner,
): StateDeclaration<Handle> {
  if (window.kind === "count") return { ...state, windows: windowText(window) };
  const plain = plainly(window);
  const off = plain.offsetMs === 0 ? "" : ` from ${durationText(plain.offsetMs)} on`;
  return { ...state, windows: `${windowText(plain)}${off}` };
}

/** The same windows, said in the one way of all ways to say it. */
function plainly(window: PaneAssigner): PaneAssigner {
  const { sizeMs } = window;
  const period = window.kind === "cumulate" ? sizeMs : window.slideMs;
  const offsetMs = window.offsetMs - floorTo(window.offsetMs, period, 0);
  // Other names of a zone stay others: which of them a runtime takes for the same differs.
  const zone = window.zone === undefined || /^(?:etc\/)?utc$/i.test(window.zone) ? {} : { zone: window.zone };
  const rest = { sizeMs, offsetMs, ...zone };
  const everyMs = window.kind === "cumulate" ? window.stepMs : window.slideMs;
  if (everyMs === sizeMs) return { kind: "tumbling", slideMs: sizeMs, ...rest };
  return window.kind === "cumulate"
    ? { kind: "cumulate", stepMs: everyMs, ...rest }
    : { kind: "sliding", slideMs: everyMs, ...rest };
}

interface EqualPanes extends Panes {
  readonly sizeMs: number;
}

function slidingPanes({ sizeMs, slideMs, offsetMs }: Extract<PaneAssigner, { slideMs: number }>): EqualPanes {
  const paneMs = greatestCommonDivisor(sizeMs, slideMs);
  // Windows start at offset + k·slide, so they end at phase + k·slide.
  const phase = offsetMs + sizeMs;
  const firstEnd = (pane: number): number => 0 - floorTo(-(pane + paneMs), slideMs, -phase);
  return {
    sizeMs: paneMs,
    perWindow: sizeMs / paneMs,
    startOf: (timeMs) => floorTo(timeMs, paneMs, offsetMs),
    endOf: (pane) => pane + paneMs,
    firstEnd,
    lastEnd: (pane) => floorTo(pane, slideMs, offsetMs) + sizeMs,
    endAfter: (end) => end + slideMs,
    endBehind: (pane, timeMs) => floorTo(timeMs, slideMs, firstEnd(pane)) + slideMs,
    windowOf: (end) => ({ start: end - sizeMs, end }),
  };
}

function cumulatePanes({ sizeMs, stepMs, offsetMs }: Extract<PaneAssigner, { stepMs: number }>): EqualPanes {
  const startOfDay = (timeMs: number): number => floorTo(timeMs, sizeMs, offsetMs);
  return {
    sizeMs: stepMs,
    // Each goes on from the one before.
    perWindow: 1,
    startOf: (timeMs) => floorTo(timeMs, stepMs, offsetMs),
    endOf: (pane) => pane + stepMs,
    firstEnd: (pane) => pane + stepMs,
    lastEnd: (pane) => startOfDay(pane) + sizeMs,
    endAfter: (end) => end + stepMs,
    endBehind: (_pane, timeMs) => floorTo(timeMs, stepMs, offsetMs) + stepMs,
    windowOf: (end) => ({ start: startOfDay(end - stepMs), end }),
  };
}

/**
 * Panes of wall time. Where the clock is set forward, panes may be shorter, or of no time at all: then the windows that
 * end with them end together, and are one. (Where a zone has left out a whole day that holds for sliding windows, too.)
 */
function zonedPanes(wall: EqualPanes, { wallOf, timeOf }: WallClock): Panes {
  const paneOf = (timeMs: number): number => wall.startOf(wallOf(timeMs));
  /** The first window end on the wall that comes at a time. */
  const wallEnd = (end: number): number => wall.firstEnd(paneOf(end - 1));
  return {
    sizeMs: undefined,
    perWindow: wall.perWindow,
    startOf: (timeMs) => timeOf(paneOf(timeMs)),
    endOf: (pane) => timeOf(wall.endOf(paneOf(pane))),
    firstEnd: (pane) => timeOf(wall.firstEnd(paneOf(pane))),
    lastEnd: (pane) => timeOf(wall.lastEnd(paneOf(pane))),
    endAfter: (end) => {
      let next = wall.endAfter(wallEnd(end));
      while (timeOf(next) <= end) next = wall.endAfter(next);
      return timeOf(next);
    },
    endBehind: (_pane, timeMs) => timeOf(wall.firstEnd(paneOf(timeMs))),
    windowOf: (end) => ({ start: timeOf(wall.windowOf(wallEnd(end)).start), end }),
  };
}

/** The end of the next window, behind those up to `fired`, that covers one of some panes; undefined when there is none. */
function nextEnd(panes: Panes, starts: Iterable<number>, fired: number): number | undefined {
  let next: number | undefined;
  for (const start of starts) {
    const last = panes.lastEnd(start);
    if (last <= fired) continue;
    const first = panes.firstEnd(start);
    const end = first > fired ? first : panes.endBehind(start, fired);
    if (end <= last && (next === undefined || end < next)) next = end;
  }
  return next;
}

/** The same of panes in order: those whose last window has fired come first, and of the others the first has the next end. */
export function nextEndInOrder(panes: Panes, starts: OrderedNumbers, fired: number): number | undefined {
  for (let at = starts.firstWhere((start) => panes.lastEnd(start) > fired); at < starts.size; at++) {
    const start = starts.at(at)!;
    const first = panes.firstEnd(start);
    const end = first > fired ? first : panes.endBehind(start, fired);
    if (end <= panes.lastEnd(start)) return end;
  }
  return undefined;
}

interface PanesHeld extends Pick<PaneState, "away"> {
  readonly panes: ReadonlyMap<number, Pick<KeyedTable, "size" | "find">>;
}

/** What is held in panes, and the window that comes out next. */
export function heldInPanes(
  panes: Panes,
  { panes: tables, away }: PanesHeld,
  fired: number,
  key: number | undefined,
): Held {
  const starts: number[] = [];
  let count = 0;
  for (const [start, table] of tables) {
    const size =
      key === undefined
        ? table.size + (away?.sizeOf(start) ?? 0)
        : Number(table.find(key) >= 0 || (away?.has(start) === true && away.tableOf(start, key).find(key) >= 0));
    if (size > 0) starts.push(start);
    count += size;
  }
  const next = windowEnd(panes, starts, fired);
  return { count, of: "partial results", next, hasFired: count > 0 && next === undefined };
}

/** The end of the next window over some panes. */
export function windowEnd(panes: Panes, starts: Iterable<number>, fired: number): HeldUntil | undefined {
  const end = nextEnd(panes, starts, fired);
  return end === undefined ? undefined : { time: "event", timeMs: end - 1, window: panes.windowOf(end) };
}
