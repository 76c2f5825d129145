/** The checkpoints and savepoints of a run, those of its earlier lives too. */
export interface CheckpointMetrics {
  readonly numberOfCompletedCheckpoints: number;
  readonly numberOfFailedCheckpoints: number;
  /** These are of the last that was completed; null before the first. */
  readonly lastCompletedCheckpointId: number | null;
  /** When it was begun: processing time, ms since the epoch. */
  readonly lastCheckpointTimestamp: number | null;
  /** Until it was whole, ms. */
  readonly lastCheckpointDuration: number | null;
  /** How long nothing was processed, ms. */
  readonly lastCheckpointPauseMs: number | null;
  /** Bytes written for it, not shared with those before. */
  readonly lastCheckpointSize: number | null;
}

/** What is told of a checkpoint that was taken, or could not be. */
export interface CheckpointTold {
  readonly id: number;
  readonly beganMs: number;
  readonly tookMs: number;
  readonly pauseMs: number | null;
  readonly writtenBytes: number | null;
  readonly failure: string | null;
}

export const noCheckpoints: CheckpointMetrics = {
  numberOfCompletedCheckpoints: 0,
  numberOfFailedCheckpoints: 0,
  lastCompletedCheckpointId: null,
  lastCheckpointTimestamp: null,
  lastCheckpointDuration: null,
  lastCheckpointPauseMs: null,
  lastCheckpointSize: null,
};

export function withCheckpoint(before: CheckpointMetrics, told: CheckpointTold): CheckpointMetrics {
  if (told.failure !== null) {
    return { ...before, numberOfFailedCheckpoints: before.numberOfFailedCheckpoints + 1 };
  }
  return {
    ...before,
    numberOfCompletedCheckpoints: before.numberOfCompletedCheckpoints + 1,
    lastCompletedCheckpointId: told.id,
    lastCheckpointTimestamp: told.beganMs,
    lastCheckpointDuration: told.tookMs,
    lastCheckpointPauseMs: told.pauseMs,
    lastCheckpointSize: told.writtenBytes,
  };
}
