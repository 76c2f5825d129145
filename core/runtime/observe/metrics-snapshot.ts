import { countersOfSteps, gaugesOfSteps } from "../../operators/counted-of-steps.ts";
import { timeOrNull } from "../time-or-null.ts";
import { type AlignmentMetrics, alignmentOf } from "./alignment-metrics.ts";
import type { CheckpointMetrics } from "./checkpoint-metrics.ts";
import type { Rates } from "./rates.ts";
import type { Readings } from "./readings.ts";
import { type SourceMetrics, sourceMetrics } from "./source-metrics.ts";

/** How a run stands: plain data. Names, units and meanings: core/runtime/observe/README.md. */
export interface MetricsSnapshot {
  /** When it was taken, or when the run ended: processing time, ms since the epoch. */
  readonly timeMs: number;
  readonly isOver: boolean;
  readonly uptimeMs: number;
  readonly numRestarts: number;
  /** How long it has waited to begin anew, in all. */
  readonly downtimeMs: number;
  readonly checkpoints: CheckpointMetrics;
  /** By name, sources first. */
  readonly steps: Readonly<Record<string, StepMetrics>>;
  /** For each group of `align`, and each source that has a split in it that is being read. */
  readonly alignment: readonly AlignmentMetrics[];
  /** What the run has failed with, the last 20, the newest last: it began anew, or ended. */
  readonly failures: readonly FailureMetrics[];
}

export interface FailureMetrics {
  /** Processing time, ms since the epoch. */
  readonly timeMs: number;
  readonly message: string;
}

export interface StepMetrics {
  readonly kind: "source" | "operator" | "loop" | "sink";
  readonly parallelism: number;
  /** Whose rows come to it; empty of a source. */
  readonly inputs: readonly StepInput[];
  readonly numThreads: number;
  /** All its input has come, and all that it gives has been given. */
  readonly hasEnded: boolean;
  readonly numRecordsIn: number;
  readonly numRecordsInPerSecond: number;
  readonly numBatchesIn: number;
  /** Null where bytes are not known. */
  readonly numBytesIn: number | null;
  readonly numBytesInPerSecond: number | null;
  /** That a sink has written; null of others, and where it does not say. */
  readonly numBytesOut: number | null;
  readonly numBytesOutPerSecond: number | null;
  /** These are null of sinks. */
  readonly numRecordsOut: number | null;
  readonly numRecordsOutPerSecond: number | null;
  readonly numBatchesOut: number | null;
  readonly busyTimeMsPerSecond: number;
  readonly backPressuredTimeMsPerSecond: number;
  readonly idleTimeMsPerSecond: number;
  readonly accumulatedBusyTimeMs: number;
  readonly accumulatedBackPressuredTimeMs: number;
  /** Null before the first watermark, and when all has come. */
  readonly currentInputWatermark: number | null;
  readonly currentOutputWatermark: number | null;
  readonly numLateRecordsDropped: number;
  readonly numRecordsSkipped: number;
  readonly numRecordsDeadLettered: number;
  /** These are null where a step has no state, or state that does not say. */
  readonly stateEntries: number | null;
  readonly stateBytes: number | null;
  readonly numTimersWaiting: number | null;
  readonly numAsyncCallsInFlight: number | null;
  /** Of sources; null of others. */
  readonly source: SourceMetrics | null;
  /** Other counters: those of particular operators, and yours. */
  readonly counters: Readonly<Record<string, number>>;
  /** What comes and goes in particular operators: `partialMatches(step)` of a pattern. */
  readonly gauges: Readonly<Record<string, number>>;
}

/** A step whose rows come to another one, and how they meet its subtasks. */
export interface StepInput {
  readonly step: string;
  /** `forward`: subtask n feeds subtask n. `key`: rows of one key meet in one. `gather`: all go to one. */
  readonly by: "forward" | "key" | "gather" | "rebalance" | "broadcast";
  /** The side output that they come from; null where it is the main one. */
  readonly side: string | null;
}

export type StepInfo = { readonly step: string } & Pick<StepMetrics, "kind" | "parallelism" | "inputs">;

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly readings: Readings;
  readonly rates: Rates;
  readonly steps: readonly StepInfo[];
  readonly nowMs: number;
  readonly elapsedMs: number;
  readonly beganMs: number;
  readonly restarts: number;
  readonly downtimeMs: number;
  readonly checkpoints: CheckpointMetrics;
  readonly failures: readonly FailureMetrics[];
  readonly isOver: boolean;
}

export function snapshotOf(parts: SnapshotParts): MetricsSnapshot {
  const { readings, steps, nowMs, elapsedMs, beganMs, restarts, downtimeMs, checkpoints, failures, isOver } = parts;
  return {
    timeMs: nowMs,
    isOver,
    uptimeMs: elapsedMs - beganMs,
    numRestarts: restarts,
    downtimeMs,
    checkpoints,
    steps: Object.fromEntries(steps.map((info) => [info.step, stepMetrics(info, parts)])),
    alignment: alignmentOf(readings.splits),
    failures,
  };
}

function stepMetrics({ step, kind, parallelism, inputs }: StepInfo, parts: SnapshotParts): StepMetrics {
  const { readings } = parts;
  const counters = readings.counters.get(step) ?? new Map<string, number>();
  const count = (name: string): number => counters.get(name) ?? 0;
  const rate = (name: string): number => parts.rates.perSecond(step, name, count(name), parts.elapsedMs);
  const gauge = (name: string): number | null => known(readings.gauges.get(step)?.get(name));
  const times = readings.times.get(step);
  const hasBytes = kind === "source" && counters.has("numBytesIn");
  const writesBytes = kind === "sink" && counters.has("numBytesOut");
  const numThreads = gauge("numThreads") ?? 0;
  const isSink = kind === "sink";
  return {
    kind,
    parallelism,
    inputs,
    numThreads,
    hasEnded: times?.get(isSink ? "currentInputWatermark" : "currentOutputWatermark") === Number.POSITIVE_INFINITY,
    numRecordsIn: count("numRecordsIn"),
    numRecordsInPerSecond: rate("numRecordsIn"),
    numBatchesIn: count("numBatchesIn"),
    numBytesIn: hasBytes ? count("numBytesIn") : null,
    numBytesInPerSecond: hasBytes ? rate("numBytesIn") : null,
    numBytesOut: writesBytes ? count("numBytesOut") : null,
    numBytesOutPerSecond: writesBytes ? rate("numBytesOut") : null,
    numRecordsOut: isSink ? null : count("numRecordsOut"),
    numRecordsOutPerSecond: isSink ? null : rate("numRecordsOut"),
    numBatchesOut: isSink ? null : count("numBatchesOut"),
    ...sharesOf(rate("busyTimeMs"), rate("backPressuredTimeMs"), numThreads),
    accumulatedBusyTimeMs: count("busyTimeMs"),
    accumulatedBackPressuredTimeMs: count("backPressuredTimeMs"),
    currentInputWatermark: finite(times?.get("currentInputWatermark")),
    currentOutputWatermark: finite(times?.get("currentOutputWatermark")),
    numLateRecordsDropped: count("numLateRecordsDropped"),
    numRecordsSkipped: count("numRecordsSkipped"),
    numRecordsDeadLettered: count("numRecordsDeadLettered"),
    stateEntries: gauge("stateEntries"),
    stateBytes: gauge("stateBytes"),
    numTimersWaiting: gauge("numTimersWaiting"),
    numAsyncCallsInFlight: gauge("numAsyncCallsInFlight"),
    source: kind === "source" ? sourceMetrics(step, gauge, parts) : null,
    counters: Object.fromEntries([...counters].filter(([name]) => !countersOfSteps.has(name))),
    gauges: Object.fromEntries([...(readings.gauges.get(step) ?? [])].filter(([name]) => !gaugesOfSteps.has(name))),
  };
}

/** Of each second of each thread that the step is in. Calls that are measured take a little less than what they are part of. */
function sharesOf(
  busyMs: number,
  backPressuredMs: number,
  threads: number,
): Pick<StepMetrics, "busyTimeMsPerSecond" | "backPressuredTimeMsPerSecond" | "idleTimeMsPerSecond"> {
  const busy = threads === 0 ? 0 : Math.min(1000, busyMs / threads);
  const held = threads === 0 ? 0 : Math.min(1000 - busy, backPressuredMs / threads);
  return {
    busyTimeMsPerSecond: busy,
    backPressuredTimeMsPerSecond: held,
    idleTimeMsPerSecond: 1000 - busy - held,
  };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Plain data hold no infinity. */
export function finite(timeMs: number | undefined): number | null {
  return timeMs === undefined || timeMs === Number.POSITIVE_INFINITY ? null : timeOrNull(timeMs);
}
