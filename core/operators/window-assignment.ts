import { shown } from "../data/options.ts";
import { type Duration, floorTo, positiveMs } from "../time/duration.ts";
import {
  areTouching,
  type EventWindowAssigner,
  type PaneAssigner,
  type TimeWindow,
  type WindowAssigner,
} from "../time/window.ts";
import { panesOf } from "./panes.ts";

/** What operators ask of an assigner. */
export interface Assignment {
  /** Which time assigns records and ends windows; `"none"` where windows do not end. */
  readonly time: "event" | "processing" | "none";
  /** Whether two windows of a key become one; undefined where none do. */
  readonly merges: ((left: TimeWindow, right: TimeWindow) => boolean) | undefined;
  /** @param gap What a dynamic session's `gapOf` gave for the row. */
  windowsOf(timeMs: number, row: unknown, gap: unknown): readonly TimeWindow[];
}

export function assignmentOf(assigner: WindowAssigner): Assignment {
  switch (assigner.kind) {
    case "global":
    case "count":
      return { time: "none", merges: undefined, windowsOf: () => [everything] };
    case "custom": {
      const { name, time, assign, merge } = assigner;
      return { time, merges: merge, windowsOf: (timeMs, row) => checked(assign(row as never, timeMs), name) };
    }
    case "processing":
      return { ...timeWindows(assigner.of), time: "processing" };
    default:
      return timeWindows(assigner);
  }
}

const everything: TimeWindow = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

function timeWindows(assigner: EventWindowAssigner): Assignment {
  switch (assigner.kind) {
    case "session":
      return {
        time: "event",
        merges: areTouching,
        windowsOf: (timeMs) => [{ start: timeMs, end: timeMs + assigner.gapMs }],
      };
    case "dynamicSession":
      return {
        time: "event",
        merges: areTouching,
        windowsOf: (timeMs, _row, gap) => [{ start: timeMs, end: timeMs + gapMs(gap) }],
      };
    default: {
      const windowsOf = assigner.zone === undefined ? paneWindows : zonedWindows(assigner);
      return { time: "event", merges: undefined, windowsOf: (timeMs) => windowsOf(timeMs, assigner) };
    }
  }
}

/** The same by the clock of a zone. */
function zonedWindows(assigner: PaneAssigner): (timeMs: number) => TimeWindow[] {
  const panes = panesOf(assigner);
  return (timeMs) => {
    const pane = panes.startOf(timeMs);
    const windows: TimeWindow[] = [];
    for (let end = panes.firstEnd(pane); end <= panes.lastEnd(pane); end = panes.endAfter(end)) {
      windows.unshift(panes.windowOf(end));
    }
    return windows;
  };
}

/** The windows that cover a time, latest first. */
function paneWindows(timeMs: number, assigner: PaneAssigner): TimeWindow[] {
  const { sizeMs, offsetMs } = assigner;
  const windows: TimeWindow[] = [];
  if (assigner.kind === "cumulate") {
    const start = floorTo(timeMs, sizeMs, offsetMs);
    const first = floorTo(timeMs, assigner.stepMs, offsetMs) + assigner.stepMs;
    for (let end = start + sizeMs; end >= first; end -= assigner.stepMs) windows.push({ start, end });
    return windows;
  }
  for (let start = floorTo(timeMs, assigner.slideMs, offsetMs); start > timeMs - sizeMs; start -= assigner.slideMs) {
    windows.push({ start, end: start + sizeMs });
  }
  return windows;
}

function gapMs(gap: unknown): number {
  if (typeof gap === "number" || typeof gap === "string") return positiveMs(gap as Duration, "the gap of a session");
  throw new TypeError(
    `Cannot take the gap of a session from a row as it must be a duration: got ${gap === null ? "null" : typeof gap}; give ms or text like "30s"`,
  );
}

function checked(windows: readonly TimeWindow[], name: string): readonly TimeWindow[] {
  if (!Array.isArray(windows)) {
    throw new TypeError(
      `Cannot assign a record to windows of ${shown(name)} as they must be an array: got ${shown(windows)}; ` +
        "give [{ start, end }], or [] for a record that belongs nowhere",
    );
  }
  for (const window of windows as readonly (TimeWindow | undefined | null)[]) {
    const { start, end } = window ?? {};
    if (isExact(start) && isExact(end) && start! < end!) continue;
    throw new RangeError(
      `Cannot assign a record to a window of ${shown(name)} as it must begin before it ends, both within 2^53 ms of the epoch: ` +
        `got [${start}, ${end}); use globalWindow() for one without end`,
    );
  }
  return windows;
}

/** Results have the end of their window as event time, less 1 ms. */
function isExact(timeMs: number | undefined): boolean {
  return Math.abs(timeMs ?? Number.NaN) <= Number.MAX_SAFE_INTEGER;
}
