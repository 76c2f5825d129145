import type { Held, Waiting } from "../operators/operator.ts";
import { giverOf } from "./build.ts";
import type { EventTimes } from "./event-times.ts";
import type { AskedFeed, FeedStatus, FeedTime } from "./feed.ts";
import type { Metrics } from "./metrics.ts";
import type { HoldMeter } from "./observe/hold-meter.ts";
import type { KeyAsked } from "./open-subtask.ts";
import type { Stage } from "./stage.ts";
import { timeOrNull } from "./time-or-null.ts";
import type { WatermarkTracker } from "./watermark-tracker.ts";

/** What of a run is asked why a step has not fired. */
export interface AskedRun {
  readonly stages: readonly Stage[];
  readonly wiring: { readonly subtasks: readonly AskedSubtask[] };
  readonly host: {
    readonly clock: { nowMs(): number };
    readonly metrics: Metrics;
    readonly queues: readonly { readonly sink: string; readonly queue: { readonly isBusy: boolean } }[];
    readonly feeds: {
      readonly feeds: readonly AskedFeed[];
      /** What a feed that is paused waits for. */
      readonly alignment: { lastBefore(feed: AskedFeed): { readonly split: string } | undefined };
      readonly held: Pick<HoldMeter, "lastedMs">;
    };
  };
}

/** A subtask of an operator, as it is asked. */
export interface AskedSubtask {
  readonly stage: Stage;
  readonly subtask: number;
  readonly open: {
    readonly tracker: Pick<WatermarkTracker, "current" | "slowest" | "isIdle">;
    readonly times: Pick<EventTimes, "feeds" | "idleAfterMs"> | undefined;
    waits(): Waiting | undefined;
    lastBatchMs(): number;
    holds(key: KeyAsked | undefined): Held | undefined;
  };
}

/** Who keeps event time from going on. */
export interface HeldBack {
  /**
   * `split`: one that is behind. `all splits`: nobody else, as all are idle. `step`: a `withEventTime` that does not know
   * splits. `no watermarks`: nobody gives any, the source without `withEventTime` or the step with `watermarks: "none"`.
   */
  readonly kind: "split" | "all splits" | "step" | "no watermarks";
  readonly source: string | null;
  readonly split: string | null;
  /** The `withEventTime`; null where there is none. */
  readonly step: string | null;
  readonly watermark: number | null;
  /** How the split stands, and since when by processing time. */
  readonly status: FeedStatus | null;
  readonly sinceMs: number | null;
  readonly rows: number | null;
  readonly lastRowsMs: number | null;
  /** When its event time last went on, and how many rows have come since; null where it never has. */
  readonly movedMs: number | null;
  readonly rowsSince: number | null;
  /** After how long the step does not wait for a silent split any more; null where it waits for ever. */
  readonly idleAfterMs: number | null;
  /** How far its watermark trails the newest time of its rows; null where that is not said. */
  readonly outOfOrderMs: number | null;
  /** What does not take more, for a split that is held. */
  readonly slow: string | null;
  /** The split that one waits for that is paused. */
  readonly waitsFor: string | null;
}

/** Follows the least watermark from a subtask up to where it comes from; null where nothing holds it back. */
export function heldBackBy(execution: AskedRun, placed: AskedSubtask): HeldBack | null {
  let at: AskedSubtask | undefined = placed;
  // A loop has no operator of its own: what comes back in it is not followed.
  while (at !== undefined && at.open.times === undefined) {
    const channel = at.open.tracker.slowest;
    if (channel === undefined) return at.open.tracker.isIdle ? furthestIdle(execution, at.stage) : null;
    const { from, subtask } = giverOf(at.stage, at.subtask, channel);
    if (from.node.kind === "source") return { ...nobody, kind: "no watermarks", source: from.node.name };
    at = execution.wiring.subtasks.find(({ stage, subtask: number }) => stage === from && number === subtask);
  }
  return at === undefined ? null : heldByFeed(execution, at);
}

/** Where all are idle event time is that of the one that is furthest. */
function furthestIdle(execution: AskedRun, stage: Stage): HeldBack {
  const before = new Set([stage]);
  for (const { edges } of before) for (const { from } of edges) before.add(from);
  const idle = execution.wiring.subtasks
    .filter((one) => before.has(one.stage) && one.open.times !== undefined)
    .flatMap((one) => heldByFeed(execution, one) ?? [])
    .filter(({ watermark }) => watermark !== null);
  return idle.toSorted((a, b) => b.watermark! - a.watermark!)[0] ?? { ...nobody, kind: "all splits" };
}

const nobody: HeldBack = {
  kind: "split",
  source: null,
  split: null,
  step: null,
  watermark: null,
  status: null,
  sinceMs: null,
  rows: null,
  lastRowsMs: null,
  movedMs: null,
  rowsSince: null,
  idleAfterMs: null,
  outOfOrderMs: null,
  slow: null,
  waitsFor: null,
};

function heldByFeed(execution: AskedRun, { stage, open }: AskedSubtask): HeldBack | null {
  const { feeds } = open.times!;
  const active = feeds.filter(({ isIdle }) => !isIdle);
  const last = least(active) ?? furthest(feeds);
  const { name } = stage.node;
  const found = { ...nobody, step: name, idleAfterMs: open.times!.idleAfterMs ?? null, outOfOrderMs: trailOf(stage) };
  if (givesNone(stage)) return { ...found, kind: "no watermarks" };
  if (last === undefined) return null;
  const { feed, watermark } = last;
  const told = { ...found, watermark: timeOrNull(watermark) };
  if (feed === undefined) return { ...told, kind: "step" };
  return {
    ...told,
    ...splitOf(execution, feed),
    ...standing(last, feed),
    kind: active.length === 0 ? "all splits" : "split",
  };
}

type Standing = Pick<HeldBack, "movedMs" | "rowsSince">;

function standing({ moved }: FeedTime, { rows }: AskedFeed): Standing {
  return moved === undefined
    ? { movedMs: null, rowsSince: null }
    : { movedMs: moved.atMs, rowsSince: rows - moved.rows };
}

function splitOf(
  execution: AskedRun,
  feed: AskedFeed,
): Omit<HeldBack, "kind" | "step" | "watermark" | "idleAfterMs" | "outOfOrderMs" | keyof Standing> {
  const { status, sinceMs, rows, lastRowsMs, split } = feed;
  return {
    source: sourceName(execution, feed),
    split,
    status,
    sinceMs,
    rows,
    lastRowsMs: lastRowsMs ?? null,
    slow: status === "held" ? slowOne(execution) : null,
    waitsFor: status === "paused" ? (execution.host.feeds.alignment.lastBefore(feed)?.split ?? null) : null,
  };
}

export function sourceName({ stages }: AskedRun, feed: AskedFeed): string {
  return stages.find(({ id }) => id === feed.source)?.node.name ?? feed.source;
}

/** A batch of a step that takes less than this holds nobody up, ms. */
const longBatchMs = 100;

/** A sink that has not taken what it was given, or an operator that waits for something outside. */
export function slowOne({ host, wiring }: AskedRun): string | null {
  const busy = host.queues.find(({ queue }) => queue.isBusy)?.sink;
  if (busy === undefined) return wiring.subtasks.find(({ open }) => open.waits() === "full")?.stage.node.name ?? null;
  // A sink can go on only between two batches: it is slow where that takes it longer than the batch took the steps before it.
  const longest = wiring.subtasks.reduce(
    (most, one) => (one.open.lastBatchMs() > most.open.lastBatchMs() ? one : most),
    wiring.subtasks[0]!,
  );
  const ownMs = longest?.open.lastBatchMs() ?? 0;
  return ownMs > longBatchMs && ownMs > host.feeds.held.lastedMs() ? longest!.stage.node.name : busy;
}

function trailOf({ node }: Stage): number | null {
  return node.kind === "operator" ? (node.operator.eventTime?.outOfOrderMs ?? null) : null;
}

function givesNone({ node }: Stage): boolean {
  return node.kind === "operator" && node.operator.details?.watermarks === "none";
}

function least(feeds: readonly FeedTime[]): FeedTime | undefined {
  return feeds.reduce<FeedTime | undefined>(
    (last, feed) => (last === undefined || feed.watermark < last.watermark ? feed : last),
    undefined,
  );
}

function furthest(feeds: readonly FeedTime[]): FeedTime | undefined {
  return feeds.reduce<FeedTime | undefined>(
    (first, feed) => (first === undefined || feed.watermark > first.watermark ? feed : first),
    undefined,
  );
}
