/** A number that `metrics.snapshot()` has: where it is, what it means, and how Prometheus is told. */
export interface MetricRow {
  /** What there is one of for each: the run, a step … */
  readonly of: MetricScope;
  /** Where it is in that: names, with dots between. */
  readonly path: string;
  readonly unit: string;
  readonly meaning: string;
  /** Undefined for what Prometheus finds by itself (`rate`), or what is no number. */
  readonly prometheus?: { readonly name: string; readonly type: "counter" | "gauge"; readonly per?: number };
}

export type MetricScope = "run" | "step" | "source" | "split" | "alignment";

const thousandth = 0.001;

function counter(name: string, per?: number): Required<MetricRow>["prometheus"] {
  return { name: `millrace_${name}_total`, type: "counter", ...(per === undefined ? {} : { per }) };
}

function gauge(name: string, per?: number): Required<MetricRow>["prometheus"] {
  return { name: `millrace_${name}`, type: "gauge", ...(per === undefined ? {} : { per }) };
}

const ofRun: readonly Omit<MetricRow, "of">[] = [
  { path: "timeMs", unit: "ms since 1970", meaning: "when the snapshot was taken, or the run ended: processing time" },
  { path: "isOver", unit: "yes or no", meaning: "whether the run has ended" },
  {
    path: "uptimeMs",
    unit: "ms",
    meaning: "since the run began, or began anew",
    prometheus: gauge("uptime_seconds", thousandth),
  },
  {
    path: "numRestarts",
    unit: "times",
    meaning: "how often it began anew after a failure",
    prometheus: counter("restarts"),
  },
  {
    path: "downtimeMs",
    unit: "ms",
    meaning: "how long it has waited to begin anew, in all",
    prometheus: counter("downtime_seconds", thousandth),
  },
  {
    path: "checkpoints.numberOfCompletedCheckpoints",
    unit: "checkpoints",
    meaning: "that were taken, savepoints among them",
    prometheus: counter("checkpoints_completed"),
  },
  {
    path: "checkpoints.numberOfFailedCheckpoints",
    unit: "checkpoints",
    meaning: "that could not be taken",
    prometheus: counter("checkpoints_failed"),
  },
  {
    path: "checkpoints.lastCompletedCheckpointId",
    unit: "a number",
    meaning: "of the last that was completed; null before the first",
  },
  {
    path: "checkpoints.lastCheckpointTimestamp",
    unit: "ms since 1970",
    meaning: "when it was begun: processing time",
    prometheus: gauge("last_checkpoint_timestamp_seconds", thousandth),
  },
  {
    path: "checkpoints.lastCheckpointDuration",
    unit: "ms",
    meaning: "until it was whole",
    prometheus: gauge("last_checkpoint_duration_seconds", thousandth),
  },
  {
    path: "checkpoints.lastCheckpointPauseMs",
    unit: "ms",
    meaning: "how long nothing was processed for it",
    prometheus: gauge("last_checkpoint_pause_seconds", thousandth),
  },
  {
    path: "checkpoints.lastCheckpointSize",
    unit: "bytes",
    meaning: "that were written for it, not shared with those before",
    prometheus: gauge("last_checkpoint_bytes"),
  },
  {
    path: "failures",
    unit: "a list",
    meaning: "what the run has failed with, each with its `timeMs`: the last 20; it began anew, or ended",
  },
];

const ofStep: readonly Omit<MetricRow, "of">[] = [
  { path: "kind", unit: "a word", meaning: "`source`, `operator`, `loop` or `sink`" },
  { path: "parallelism", unit: "subtasks", meaning: "of the step", prometheus: gauge("step_parallelism") },
  {
    path: "inputs",
    unit: "a list",
    meaning:
      "whose rows come to it, each `by` `forward`, `key`, `gather`, `rebalance` or `broadcast`, of a `side` output or not",
  },
  { path: "numThreads", unit: "threads", meaning: "that its subtasks run in", prometheus: gauge("step_threads") },
  {
    path: "hasEnded",
    unit: "yes or no",
    meaning: "all its input has come, and all that it gives has been given",
    prometheus: gauge("step_ended"),
  },
  {
    path: "numRecordsIn",
    unit: "records",
    meaning: "that it was given; of a source, that it has read",
    prometheus: counter("records_in"),
  },
  { path: "numRecordsInPerSecond", unit: "records/s", meaning: "the same in a second" },
  { path: "numBatchesIn", unit: "batches", meaning: "that they came in", prometheus: counter("batches_in") },
  {
    path: "numBytesIn",
    unit: "bytes",
    meaning: "that a source has read; null where it does not say",
    prometheus: counter("bytes_in"),
  },
  { path: "numBytesInPerSecond", unit: "bytes/s", meaning: "the same in a second" },
  {
    path: "numBytesOut",
    unit: "bytes",
    meaning: "that a sink has written (to files: packed, hidden or not); null of others, and where it does not say",
    prometheus: counter("bytes_out"),
  },
  { path: "numBytesOutPerSecond", unit: "bytes/s", meaning: "the same in a second" },
  {
    path: "numRecordsOut",
    unit: "records",
    meaning: "that it gave, side outputs aside; null of a sink",
    prometheus: counter("records_out"),
  },
  { path: "numRecordsOutPerSecond", unit: "records/s", meaning: "the same in a second" },
  { path: "numBatchesOut", unit: "batches", meaning: "that they left in", prometheus: counter("batches_out") },
  {
    path: "busyTimeMsPerSecond",
    unit: "ms/s",
    meaning:
      "how much of a second it worked, or was waited for: a sink that writes, a step that has asked as much as it may, a bounded source that works on what it is to read",
  },
  {
    path: "backPressuredTimeMsPerSecond",
    unit: "ms/s",
    meaning: "how much of a second it was held back, as a step behind it had not taken what it was given",
  },
  { path: "idleTimeMsPerSecond", unit: "ms/s", meaning: "the rest of the second: nothing came to it" },
  {
    path: "accumulatedBusyTimeMs",
    unit: "ms",
    meaning: "how long it worked, or was waited for",
    prometheus: counter("busy_seconds", thousandth),
  },
  {
    path: "accumulatedBackPressuredTimeMs",
    unit: "ms",
    meaning: "how long it was held back",
    prometheus: counter("backpressured_seconds", thousandth),
  },
  {
    path: "currentInputWatermark",
    unit: "ms since 1970",
    meaning:
      "event time that it has reached, of the subtask that is least far; null before the first watermark, and at the end",
    prometheus: gauge("input_watermark_timestamp_seconds", thousandth),
  },
  {
    path: "currentOutputWatermark",
    unit: "ms since 1970",
    meaning: "event time of what it has given, likewise",
    prometheus: gauge("output_watermark_timestamp_seconds", thousandth),
  },
  {
    path: "numLateRecordsDropped",
    unit: "records",
    meaning: "that came too late for it",
    prometheus: counter("late_records_dropped"),
  },
  {
    path: "numRecordsSkipped",
    unit: "records",
    meaning: 'that could not be processed, with `onError: "skip"`',
    prometheus: counter("records_skipped"),
  },
  {
    path: "numRecordsDeadLettered",
    unit: "records",
    meaning: "that could not be processed, sent to the dead letters",
    prometheus: counter("records_dead_lettered"),
  },
  {
    path: "stateEntries",
    unit: "entries",
    meaning:
      "that its state holds: keys (of windows for each pane, of map state for each entry), rows, timers; null without state, or where some does not say",
    prometheus: gauge("state_entries"),
  },
  {
    path: "stateBytes",
    unit: "bytes",
    meaning: "about what they take, in memory or in temporary files; objects by some of them",
    prometheus: gauge("state_bytes"),
  },
  { path: "numTimersWaiting", unit: "timers", meaning: "that have not fired", prometheus: gauge("timers_waiting") },
  {
    path: "numAsyncCallsInFlight",
    unit: "calls",
    meaning: "that have not been answered, or whose answer waits for its turn",
    prometheus: gauge("async_calls_in_flight"),
  },
  {
    path: "counters",
    unit: "by name",
    meaning: "other counters: `context.count(name)` of yours, and those of particular steps",
    prometheus: counter("counter"),
  },
  {
    path: "gauges",
    unit: "by name",
    meaning: "what comes and goes in particular steps: partial matches of a pattern that wait at each of its steps",
    prometheus: gauge("gauge"),
  },
];

const ofSource: readonly Omit<MetricRow, "of">[] = [
  {
    path: "pendingRecords",
    unit: "records",
    meaning: "that wait to be read: what its splits and readers tell (`SplitReader.pending`); null where some do not",
    prometheus: gauge("pending_records"),
  },
  { path: "pendingBytes", unit: "bytes", meaning: "likewise", prometheus: gauge("pending_bytes") },
  {
    path: "currentFetchEventTimeLag",
    unit: "ms",
    meaning:
      "processing time when it was read, less event time, of the last record of the split that is furthest behind; null without event time",
    prometheus: gauge("fetch_event_time_lag_seconds", thousandth),
  },
  {
    path: "currentEmitEventTimeLag",
    unit: "ms",
    meaning: "the same when it left `withEventTime`",
    prometheus: gauge("emit_event_time_lag_seconds", thousandth),
  },
  {
    path: "sourceIdleTime",
    unit: "ms",
    meaning: "since one of the splits that are being read gave something; null where none has yet",
    prometheus: gauge("source_idle_seconds", thousandth),
  },
  {
    path: "numSplitsProcessed",
    unit: "splits",
    meaning: "that have been read whole; parts of one file are one",
    prometheus: counter("splits_processed"),
  },
  {
    path: "numSplitsWaiting",
    unit: "splits",
    meaning: "that have not been begun",
    prometheus: gauge("splits_waiting"),
  },
];

const ofSplit: readonly Omit<MetricRow, "of">[] = [
  { path: "split", unit: "a name", meaning: "the split's" },
  {
    path: "status",
    unit: "a word",
    meaning:
      "`reading`, `waiting` (its source has nothing to give), `turn` (others are read first), `held` (by what has not been taken), `paused` (by `align`)",
  },
  { path: "isIdle", unit: "yes or no", meaning: "no step waits for its event time", prometheus: gauge("split_idle") },
  { path: "numRecordsIn", unit: "records", meaning: "that were read of it", prometheus: counter("split_records_in") },
  {
    path: "currentFetchEventTimeLag",
    unit: "ms",
    meaning: "as of the source",
    prometheus: gauge("split_fetch_event_time_lag_seconds", thousandth),
  },
  {
    path: "currentEmitEventTimeLag",
    unit: "ms",
    meaning: "as of the source",
    prometheus: gauge("split_emit_event_time_lag_seconds", thousandth),
  },
  {
    path: "watermarkAlignmentDrift",
    unit: "ms",
    meaning: "how far it is ahead of the last split of its group of `align`; null where it is in none",
    prometheus: gauge("split_watermark_alignment_drift_seconds", thousandth),
  },
  {
    path: "watermark.currentWatermark",
    unit: "ms since 1970",
    meaning: "event time that it has reached; null before the first watermark",
    prometheus: gauge("split_watermark_timestamp_seconds", thousandth),
  },
  {
    path: "watermark.activeTimeMsPerSecond",
    unit: "ms/s",
    meaning: "how much of a second it was neither paused nor idle",
  },
  { path: "watermark.pausedTimeMsPerSecond", unit: "ms/s", meaning: "… it was held back by `align`" },
  { path: "watermark.idleTimeMsPerSecond", unit: "ms/s", meaning: "… nobody waited for it, after `idleAfter`" },
  {
    path: "watermark.accumulatedActiveTimeMs",
    unit: "ms",
    meaning: "since it was begun",
    prometheus: counter("split_active_seconds", thousandth),
  },
  {
    path: "watermark.accumulatedPausedTimeMs",
    unit: "ms",
    meaning: "likewise",
    prometheus: counter("split_paused_seconds", thousandth),
  },
  {
    path: "watermark.accumulatedIdleTimeMs",
    unit: "ms",
    meaning: "likewise",
    prometheus: counter("split_idle_seconds", thousandth),
  },
];

const ofAlignment: readonly Omit<MetricRow, "of">[] = [
  { path: "group", unit: "a name", meaning: "the group's" },
  { path: "source", unit: "a name", meaning: "the source's" },
  {
    path: "maxDriftMs",
    unit: "ms",
    meaning: "how far its splits may be ahead",
    prometheus: gauge("watermark_alignment_max_drift_seconds", thousandth),
  },
  {
    path: "watermarkAlignmentDrift",
    unit: "ms",
    meaning: "how far the one that is furthest is ahead of the last of the group; null before the first watermark",
    prometheus: gauge("watermark_alignment_drift_seconds", thousandth),
  },
  {
    path: "numSplitsPaused",
    unit: "splits",
    meaning: "that wait for others",
    prometheus: gauge("watermark_alignment_paused_splits"),
  },
];

export const metricsTable: readonly MetricRow[] = [
  ...ofRun.map((row) => ({ of: "run" as const, ...row })),
  ...ofStep.map((row) => ({ of: "step" as const, ...row })),
  ...ofSource.map((row) => ({ of: "source" as const, ...row })),
  ...ofSplit.map((row) => ({ of: "split" as const, ...row })),
  ...ofAlignment.map((row) => ({ of: "alignment" as const, ...row })),
];
