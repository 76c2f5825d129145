/** What is counted of every step: fields of their own in a snapshot of the metrics. */
export const countersOfSteps: ReadonlySet<string> = new Set([
  "numRecordsIn",
  "numRecordsOut",
  "numBatchesIn",
  "numBatchesOut",
  "numBytesIn",
  "numBytesOut",
  "busyTimeMs",
  "backPressuredTimeMs",
  "numLateRecordsDropped",
  "numRecordsSkipped",
  "numRecordsDeadLettered",
]);

/** What comes and goes in every step, or belongs to a source. */
export const gaugesOfSteps: ReadonlySet<string> = new Set([
  "numThreads",
  "stateEntries",
  "stateBytes",
  "numTimersWaiting",
  "numAsyncCallsInFlight",
  "pendingRecords",
  "pendingBytes",
  "numSplitsProcessed",
  "numSplitsWaiting",
]);
