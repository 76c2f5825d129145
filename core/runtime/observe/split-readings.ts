import type { AlignmentGroup } from "../alignment.ts";
import { type Feed, type FeedStatus, leastTime } from "../feed.ts";
import type { FeedBoard } from "../feed-board.ts";
import type { SplitTimes } from "./split-times.ts";

/** A split that is being read, as plain data. */
export interface SplitReading extends SplitTimes {
  /** Tells it from all others of the run. */
  readonly key: string;
  /** The source's name. */
  readonly source: string;
  readonly split: string;
  readonly status: FeedStatus;
  readonly isIdle: boolean;
  readonly rows: number;
  /** When it gave the last of them: processing time; undefined before. */
  readonly lastRowsMs: number | undefined;
  /** Undefined where no step takes its event time. −∞ before the first. */
  readonly watermark: number | undefined;
  readonly fetchLagMs: number | undefined;
  readonly emitLagMs: number | undefined;
  readonly groups: readonly AlignmentGroup[];
}

/** The splits that have begun and have not ended. */
export function splitReadings(
  { feeds, alignment }: FeedBoard,
  nameOf: (source: string) => string,
): readonly SplitReading[] {
  return feeds
    .filter(({ status }) => status !== "unread" && status !== "ended")
    .map((feed) => ({
      ...feed.stateTimes(),
      key: feed.key,
      source: nameOf(feed.source),
      split: feed.split,
      status: feed.status,
      isIdle: feed.times.length > 0 && feed.times.every(({ isIdle }) => isIdle),
      rows: feed.rows,
      lastRowsMs: feed.lastRowsMs,
      watermark: feed.times.length === 0 ? undefined : leastTime(feed),
      fetchLagMs: feed.fetchLagMs,
      emitLagMs: feed.emitLagMs,
      groups: alignment.groupsOf(feed).map(({ group, maxDriftMs }) => ({ group, maxDriftMs })),
    }));
}

/** What is left of a source's feeds: NaN where some do not say. */
export function leftIn(feeds: readonly Feed[], what: "records" | "bytes"): number {
  let sum = 0;
  for (const feed of feeds) if (feed.status !== "ended") sum += feed.left()[what] ?? Number.NaN;
  return sum;
}
