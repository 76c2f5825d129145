import type { Split } from "../io/source.ts";
import type { Clock } from "../platform/mod.ts";

/**
 * What a subtask of a source reads one after another: a split, or several that are parts of one sequence. Rows of a feed
 * come in its order; feeds stand side by side.
 */
export interface Feed {
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
  readonly feed: Feed | undefined;
  /** −∞ before the first. */
  readonly watermark: number;
  readonly isIdle: boolean;
}

/** A feed as whoever reads it changes it. */
export interface ReadFeed extends Feed {
  setStatus(status: FeedStatus): void;
  /** How long it was held by now, ms of processing time. */
  heldMs(nowMs: number): number;
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
    times: [],
    setStatus: (next) => {
      if (next === status) return;
      const nowMs = clock.nowMs();
      if (isHeld(status)) heldMs += nowMs - sinceMs;
      status = next;
      sinceMs = nowMs;
    },
    heldMs: (nowMs) => heldMs + (isHeld(status) ? nowMs - sinceMs : 0),
  };
}

/** How far event time is in a feed at all the steps that take it; −∞ where one has none yet, +∞ where none takes it. */
export function leastTime({ times }: Feed): number {
  return times.reduce((least, { watermark }) => Math.min(least, watermark), Number.POSITIVE_INFINITY);
}
