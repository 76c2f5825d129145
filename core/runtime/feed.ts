import type { Split } from "../io/source.ts";
import type { Clock } from "../platform/mod.ts";
import { type SplitState, type SplitTimes, splitTimeMeter } from "./observe/split-times.ts";

/**
 * What a subtask of a source reads one after another: a split, or several that are parts of one sequence. Rows of a feed
 * come in its order; feeds stand side by side.
 */
export interface AskedFeed {
  /** Tells it from all others of the run. */
  readonly key: string;
  /** The id of its source's stage. */
  readonly source: string;
  readonly splits: readonly Split[];
  /** The split that is read, or was last. */
  split: string;
  readonly status: FeedStatus;
  /** Since when it has that status, processing time. */
  readonly sinceMs: number;
  rows: number;
  /** When rows came last, processing time. */
  lastRowsMs: number | undefined;
  /** What it is to the steps that take its event time. */
  readonly times: FeedTime[];
}

/** A feed of this thread, with what is measured of it. */
export interface Feed extends AskedFeed {
  /** Processing time less event time of the row that came last, ms: as it was read, and as it got its event time. */
  fetchLagMs: number | undefined;
  emitLagMs: number | undefined;
  /** What is left of it; undefined where that is not known. */
  left(): { readonly records: number | undefined; readonly bytes: number | undefined };
  /** How long it was active, held back by `align` and idle. */
  stateTimes(): SplitTimes;
  /**
   * How long its source was asked for rows, had not given any yet, and this thread had something to do, ms; what it waited for
   * outside counts only where the clock does not tell that apart.
   */
  readingMs(): number;
}

/**
 * `unread`: not begun. `reading`: rows come. `waiting`: the source has nothing to give. `turn`: other feeds are read first.
 * `held`: a sink has not taken what it was given. `paused`: it is further than those that it is aligned with. `ended`: read
 * whole.
 */
export type FeedStatus = "unread" | "reading" | "waiting" | "turn" | "held" | "paused" | "ended";

/** Whether a feed gives nothing since nobody lets it: it is not idle then. */
function isHeld(status: FeedStatus): boolean {
  return status !== "reading" && status !== "waiting" && status !== "ended";
}

/** How far a feed is, as a step sees it that takes its event time. */
export interface FeedTime {
  readonly step: string;
  /** Undefined where it is of all that comes. */
  readonly feed: AskedFeed | undefined;
  /** −∞ before the first. */
  readonly watermark: number;
  /** When that last went on, processing time, and how many rows had come by then; undefined where it never has. */
  readonly moved: { readonly atMs: number; readonly rows: number } | undefined;
  readonly isIdle: boolean;
}

/** A feed as whoever reads it changes it. */
export interface ReadFeed extends Feed {
  setStatus(status: FeedStatus): void;
  /** How long it was held by now, ms of processing time. */
  heldMs(nowMs: number): number;
  /** A step that takes its event time waits for it no more, or does so again. */
  idlenessChanged(): void;
  /** Asks to be told when others may have to wait for it that did not: it has begun, or is idle no more. */
  returns(tell: () => void): void;
}

/** The splits of one subtask as feeds, in the order of their first splits. */
export function feedsOf(source: string, splits: readonly Split[], clock: Clock): ReadFeed[] {
  const sequences = Map.groupBy(splits, ({ id, sequence }) => sequence ?? id);
  return [...sequences].map(([id, parts]) => newFeed(source, id, parts, clock));
}

export function newFeed(source: string, id: string, splits: readonly Split[], clock: Clock): ReadFeed {
  let status: FeedStatus = "unread";
  let sinceMs = clock.nowMs();
  let heldMs = 0;
  let readingMs = 0;
  let activeBeforeMs: number | undefined;
  const times: FeedTime[] = [];
  const returned: (() => void)[] = [];
  const meter = splitTimeMeter();
  const noteState = (): void => meter.set(stateOf(status, times), clock.nowMs());
  return {
    key: `${source}/${id}`,
    source,
    splits,
    split: splits[0]?.id ?? id,
    get status() {
      return status;
    },
    get sinceMs() {
      return sinceMs;
    },
    rows: 0,
    lastRowsMs: undefined,
    times,
    fetchLagMs: undefined,
    emitLagMs: undefined,
    left: () => leftOf(splits),
    stateTimes: () => meter.until(clock.nowMs()),
    readingMs: () => readingMs + (status === "waiting" ? activeWithin(clock, sinceMs, activeBeforeMs) : 0),
    idlenessChanged: () => {
      noteState();
      for (const tell of returned) tell();
    },
    returns: (tell) => {
      returned.push(tell);
    },
    setStatus: (next) => {
      if (next === status) return;
      const nowMs = clock.nowMs();
      if (isHeld(status)) heldMs += nowMs - sinceMs;
      if (status === "waiting") readingMs += activeWithin(clock, sinceMs, activeBeforeMs);
      if (next === "waiting") activeBeforeMs = clock.activeMs?.();
      const begins = status === "unread";
      status = next;
      sinceMs = nowMs;
      noteState();
      if (begins) for (const tell of returned) tell();
    },
    heldMs: (nowMs) => heldMs + (isHeld(status) ? nowMs - sinceMs : 0),
  };
}

/** Of the time since a moment, that in which there was something to do; all of it where that is not known. */
function activeWithin(clock: Clock, sinceMs: number, activeBeforeMs: number | undefined): number {
  const waitedMs = clock.nowMs() - sinceMs;
  const activeMs = clock.activeMs?.();
  // Before the event loop has begun there is no account of it.
  return activeMs === undefined ? waitedMs : Math.min(waitedMs, activeMs - (activeBeforeMs ?? 0));
}

/** How far event time is in a feed at all the steps that take it; −∞ where one has none yet, +∞ where none takes it. */
export function leastTime({ times }: AskedFeed): number {
  return times.reduce((least, { watermark }) => Math.min(least, watermark), Number.POSITIVE_INFINITY);
}

function stateOf(status: FeedStatus, times: readonly FeedTime[]): SplitState | undefined {
  if (status === "unread" || status === "ended") return undefined;
  if (status === "paused") return "paused";
  return times.length > 0 && times.every(({ isIdle }) => isIdle) ? "idle" : "active";
}

/** What splits hold, as far as they say. */
export function leftOf(splits: readonly Split[]): ReturnType<Feed["left"]> {
  return { records: sumOf(splits, "rows"), bytes: sumOf(splits, "sizeBytes") };
}

function sumOf(splits: readonly Split[], what: "rows" | "sizeBytes"): number | undefined {
  let sum = 0;
  for (const split of splits) {
    const value = split[what];
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}
