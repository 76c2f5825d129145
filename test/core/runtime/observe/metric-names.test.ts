import { expect, test } from "vitest";
import { metricsTable } from "../../../../core/display/metrics-table.ts";

/**
 * Flink's metrics that matter, as the design lists them, and what tells the same here: paths of a snapshot. Undefined where
 * nothing does, with the reason.
 */
const listed: Readonly<Record<string, readonly string[] | { readonly none: string }>> = {
  numRecordsIn: ["step numRecordsIn"],
  numRecordsOut: ["step numRecordsOut"],
  numRecordsInPerSecond: ["step numRecordsInPerSecond"],
  numRecordsOutPerSecond: ["step numRecordsOutPerSecond"],
  numBytesIn: ["step numBytesIn", "step numBytesInPerSecond"],
  numBytesOut: ["step numBytesOut", "step numBytesOutPerSecond"],
  busyTimeMsPerSecond: ["step busyTimeMsPerSecond"],
  idleTimeMsPerSecond: ["step idleTimeMsPerSecond"],
  backPressuredTimeMsPerSecond: ["step backPressuredTimeMsPerSecond"],
  softBackPressuredTimeMsPerSecond: { none: "no step waits in the middle of a batch: there is one kind of waiting" },
  hardBackPressuredTimeMsPerSecond: { none: "no step waits in the middle of a batch: there is one kind of waiting" },
  currentInputWatermark: ["step currentInputWatermark"],
  currentOutputWatermark: ["step currentOutputWatermark"],
  numLateRecordsDropped: ["step numLateRecordsDropped"],
  watermarkAlignmentDrift: ["split watermarkAlignmentDrift", "alignment watermarkAlignmentDrift"],
  "watermark.idleTime": ["split watermark.idleTimeMsPerSecond", "split watermark.accumulatedIdleTimeMs"],
  "watermark.pausedTime": ["split watermark.pausedTimeMsPerSecond", "split watermark.accumulatedPausedTimeMs"],
  "watermark.activeTime": ["split watermark.activeTimeMsPerSecond", "split watermark.accumulatedActiveTimeMs"],
  lastCheckpointDuration: ["run checkpoints.lastCheckpointDuration"],
  lastCheckpointSize: ["run checkpoints.lastCheckpointSize"],
  checkpointAlignmentTime: ["run checkpoints.lastCheckpointPauseMs"],
  checkpointStartDelay: { none: "a barrier is sent at once, between two batches" },
  numRestarts: ["run numRestarts"],
  uptime: ["run uptimeMs"],
  downtime: ["run downtimeMs"],
  "latency markers": { none: "currentEmitEventTimeLag is that of the rows themselves" },
  currentFetchEventTimeLag: ["source currentFetchEventTimeLag", "split currentFetchEventTimeLag"],
  currentEmitEventTimeLag: ["source currentEmitEventTimeLag", "split currentEmitEventTimeLag"],
  sourceIdleTime: ["source sourceIdleTime"],
  pendingRecords: ["source pendingRecords"],
  "state size": ["step stateEntries", "step stateBytes"],
  "state access latency": { none: "state is read a batch at a time: what that takes is the step's busy time" },
  mailboxLatency: { none: "a run has no mailbox: what is asked of it is answered between two batches" },
};

test("each of the metrics that matter is in a snapshot, or is known to have no counterpart", () => {
  const known = new Set(metricsTable.map(({ of, path }) => `${of} ${path}`));
  const missing = Object.entries(listed).flatMap(([name, paths]) =>
    Array.isArray(paths) ? paths.filter((path) => !known.has(path)).map((path) => `${name}: ${path}`) : [],
  );
  expect(missing).toEqual([]);
});

test("late, skipped and dead-lettered records, and lag, are told for Prometheus, too", () => {
  const told = new Set(metricsTable.flatMap(({ path, prometheus }) => (prometheus === undefined ? [] : [path])));
  for (const path of [
    "numLateRecordsDropped",
    "numRecordsSkipped",
    "numRecordsDeadLettered",
    "currentFetchEventTimeLag",
    "downtimeMs",
    "sourceIdleTime",
    "stateBytes",
  ]) {
    expect(told, path).toContain(path);
  }
});
