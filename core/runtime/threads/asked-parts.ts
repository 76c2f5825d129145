import type { Held, Waiting } from "../../operators/operator.ts";
import type { AskedFeed, FeedStatus, FeedTime } from "../feed.ts";
import type { AskedRun, AskedSubtask } from "../held-back.ts";
import type { KeyAsked } from "../open-subtask.ts";

/** What one thread knows of why a step has not fired, as plain data. */
export interface AskedPart {
  readonly subtasks: readonly SubtaskFacts[];
  readonly feeds: readonly FeedFacts[];
  readonly queues: readonly { readonly sink: string; readonly isBusy: boolean }[];
  /** How long sinks have held it back in one go. */
  readonly lastedMs: number;
}

interface SubtaskFacts {
  readonly stage: string;
  readonly subtask: number;
  readonly current: number;
  readonly slowest: number | undefined;
  readonly isIdle: boolean;
  readonly times: { readonly idleAfterMs: number | undefined; readonly feeds: readonly TimeFacts[] } | undefined;
  readonly waits: Waiting | undefined;
  readonly lastBatchMs: number;
  /** What it holds of all keys, and of the one that was asked for. */
  readonly holds: Held | undefined;
  readonly holdsKey: Held | undefined;
}

interface TimeFacts {
  readonly step: string;
  /** Which of the thread's feeds it is of. */
  readonly feed: number;
  readonly watermark: number;
  readonly moved: FeedTime["moved"];
  readonly isIdle: boolean;
}

interface FeedFacts extends Pick<AskedFeed, "key" | "source" | "split" | "sinceMs" | "rows" | "lastRowsMs"> {
  readonly status: FeedStatus;
  readonly waitsFor: string | undefined;
  readonly times: readonly TimeFacts[];
}

/** What this thread knows. */
export function askedPart({ wiring, host }: AskedRun, key: KeyAsked | undefined): AskedPart {
  const { feeds, alignment, held } = host.feeds;
  const factsOf = ({ step, feed, watermark, moved, isIdle }: FeedTime): TimeFacts => {
    return { step, feed: feed === undefined ? -1 : feeds.indexOf(feed), watermark, moved, isIdle };
  };
  return {
    subtasks: wiring.subtasks.map(({ stage, subtask, open }): SubtaskFacts => {
      const { tracker, times } = open;
      const { current, slowest, isIdle } = tracker;
      return {
        stage: stage.id,
        subtask,
        current,
        slowest,
        isIdle,
        times: times && { idleAfterMs: times.idleAfterMs, feeds: times.feeds.map(factsOf) },
        waits: open.waits(),
        lastBatchMs: open.lastBatchMs(),
        holds: open.holds(undefined),
        holdsKey: key && open.holds(key),
      };
    }),
    feeds: feeds.map((feed): FeedFacts => {
      const { source, split, status, sinceMs, rows, lastRowsMs } = feed;
      const waitsFor = status === "paused" ? alignment.lastBefore(feed)?.split : undefined;
      return {
        key: feed.key,
        source,
        split,
        status,
        sinceMs,
        rows,
        lastRowsMs,
        waitsFor,
        times: feed.times.map(factsOf),
      };
    }),
    queues: host.queues.map(({ sink, queue }) => ({ sink, isBusy: queue.isBusy })),
    lastedMs: held.lastedMs(),
  };
}

/** A run as it would be in one thread, of what each of its threads knows. */
export function askedWhole(own: AskedRun, parts: readonly AskedPart[]): AskedRun {
  const waitsFor = new Map<AskedFeed, string>();
  const told = parts.map((part) => ({ part, feeds: part.feeds.map((feed) => feedOf(feed, waitsFor)) }));
  const subtasks = told.flatMap(({ part, feeds }) => part.subtasks.map((facts) => subtaskOf(facts, feeds, own)));
  const { host, stages, wiring } = own;
  return {
    stages,
    wiring: { subtasks: [...wiring.subtasks, ...subtasks] },
    host: {
      clock: host.clock,
      metrics: host.metrics,
      queues: [
        ...host.queues,
        ...parts.flatMap(({ queues }) => queues.map(({ sink, isBusy }) => ({ sink, queue: { isBusy } }))),
      ],
      feeds: {
        feeds: told.flatMap(({ feeds }) => feeds),
        alignment: {
          lastBefore: (feed) => {
            const split = waitsFor.get(feed);
            return split === undefined ? undefined : { split };
          },
        },
        held: { lastedMs: () => Math.max(host.feeds.held.lastedMs(), ...parts.map(({ lastedMs }) => lastedMs)) },
      },
    },
  };
}

function feedOf(facts: FeedFacts, waitsFor: Map<AskedFeed, string>): AskedFeed {
  const { waitsFor: last, times, ...rest } = facts;
  const feed: AskedFeed = { ...rest, splits: [], times: [] };
  for (const { step, watermark, moved, isIdle } of times) feed.times.push({ step, feed, watermark, moved, isIdle });
  if (last !== undefined) waitsFor.set(feed, last);
  return feed;
}

function subtaskOf(facts: SubtaskFacts, feeds: readonly AskedFeed[], { stages }: AskedRun): AskedSubtask {
  const { current, slowest, isIdle, times, subtask } = facts;
  return {
    stage: stages.find(({ id }) => id === facts.stage)!,
    subtask,
    open: {
      tracker: { current, slowest, isIdle },
      times: times && {
        idleAfterMs: times.idleAfterMs,
        feeds: times.feeds.map(({ feed, ...time }) => ({ ...time, feed: feeds[feed] })),
      },
      waits: () => facts.waits,
      lastBatchMs: () => facts.lastBatchMs,
      holds: (key) => (key === undefined ? facts.holds : facts.holdsKey),
    },
  };
}
