import type { FeedStatus } from "../feed.ts";
import { driftOf, leastOf } from "./alignment-metrics.ts";
import { finite, type SnapshotParts } from "./metrics-snapshot.ts";
import type { SplitReading } from "./split-readings.ts";
import type { SplitTimes } from "./split-times.ts";

/** How a source stands. */
export interface SourceMetrics {
  /** What waits to be read; null where some of its splits do not know. */
  readonly pendingRecords: number | null;
  readonly pendingBytes: number | null;
  /** Of the split that is furthest behind, ms; null where no step takes its event time, or nothing has come yet. */
  readonly currentFetchEventTimeLag: number | null;
  readonly currentEmitEventTimeLag: number | null;
  /** Since one of the splits that are being read gave something, ms; null where none has yet. */
  readonly sourceIdleTime: number | null;
  readonly numSplitsProcessed: number;
  readonly numSplitsWaiting: number;
  /** Those that are being read. */
  readonly splits: readonly SplitMetrics[];
}

export interface SplitMetrics {
  readonly split: string;
  readonly status: FeedStatus;
  readonly isIdle: boolean;
  readonly numRecordsIn: number;
  readonly currentFetchEventTimeLag: number | null;
  readonly currentEmitEventTimeLag: number | null;
  /** How far it is ahead of the last split of its group of `align`, ms of event time; null where it is in none. */
  readonly watermarkAlignmentDrift: number | null;
  readonly watermark: SplitWatermarkMetrics;
}

/** Event time of a split, and how long it was held back by `align`, without rows for long, or neither. */
export interface SplitWatermarkMetrics {
  readonly currentWatermark: number | null;
  readonly activeTimeMsPerSecond: number;
  readonly pausedTimeMsPerSecond: number;
  readonly idleTimeMsPerSecond: number;
  readonly accumulatedActiveTimeMs: number;
  readonly accumulatedPausedTimeMs: number;
  readonly accumulatedIdleTimeMs: number;
}

export function sourceMetrics(
  source: string,
  gauge: (name: string) => number | null,
  parts: SnapshotParts,
): SourceMetrics {
  const { splits } = parts.readings;
  const own = splits.filter((split) => split.source === source);
  return {
    pendingRecords: gauge("pendingRecords"),
    pendingBytes: gauge("pendingBytes"),
    currentFetchEventTimeLag: greatest(own.map(({ fetchLagMs }) => fetchLagMs)),
    currentEmitEventTimeLag: greatest(own.map(({ emitLagMs }) => emitLagMs)),
    sourceIdleTime: sinceLast(own, parts.nowMs),
    numSplitsProcessed: gauge("numSplitsProcessed") ?? 0,
    numSplitsWaiting: gauge("numSplitsWaiting") ?? 0,
    splits: own.map((split) => splitMetrics(split, splits, parts)),
  };
}

function sinceLast(splits: readonly SplitReading[], nowMs: number): number | null {
  const last = greatest(splits.map(({ lastRowsMs }) => lastRowsMs));
  return last === null ? null : nowMs - last;
}

function splitMetrics(split: SplitReading, all: readonly SplitReading[], parts: SnapshotParts): SplitMetrics {
  return {
    split: split.split,
    status: split.status,
    isIdle: split.isIdle,
    numRecordsIn: split.rows,
    currentFetchEventTimeLag: split.fetchLagMs ?? null,
    currentEmitEventTimeLag: split.emitLagMs ?? null,
    watermarkAlignmentDrift: greatestDrift(split, all),
    watermark: {
      currentWatermark: finite(split.watermark),
      ...sharesOf(split, parts.rates.splitBefore(split.key, parts.elapsedMs)),
      accumulatedActiveTimeMs: split.active,
      accumulatedPausedTimeMs: split.paused,
      accumulatedIdleTimeMs: split.idle,
    },
  };
}

/** A split may be in the groups of several steps. */
function greatestDrift(split: SplitReading, all: readonly SplitReading[]): number | null {
  const drifts = split.groups.map(({ group }) => {
    const members = all.filter(({ groups }) => groups.some((one) => one.group === group));
    return driftOf([split], leastOf(members)) ?? undefined;
  });
  return greatest(drifts);
}

const notBefore: SplitTimes = { active: 0, paused: 0, idle: 0 };

/** Of each second that it was read in. */
function sharesOf(
  now: SplitTimes,
  before: SplitTimes = notBefore,
): Pick<SplitWatermarkMetrics, "activeTimeMsPerSecond" | "pausedTimeMsPerSecond" | "idleTimeMsPerSecond"> {
  const [active, paused, idle] = [now.active - before.active, now.paused - before.paused, now.idle - before.idle];
  const allMs = active + paused + idle;
  const share = (ms: number): number => (allMs === 0 ? 0 : (ms / allMs) * 1000);
  return {
    activeTimeMsPerSecond: share(active),
    pausedTimeMsPerSecond: share(paused),
    idleTimeMsPerSecond: share(idle),
  };
}

function greatest(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
