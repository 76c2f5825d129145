import { type Clock, elapsedBy } from "../../platform/mod.ts";

/** Of calls within the one under way. Steps call one another in one go, so that one number for all does. */
let innerMs = 0;

/** What a step has done in one subtask. Looked at twice a batch, never for a row. */
export class StepLoad {
  batches = 0;
  /** How long its calls took it, without those of the steps behind it, ms. */
  busyMs = 0;
  /** The same of its last batch. */
  lastBatchMs = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  batch(call: () => void): void {
    const before = this.busyMs;
    this.batches++;
    this.measure(call);
    this.lastBatchMs = this.busyMs - before;
  }

  /** Does what takes the step its time. */
  measure<Result>(call: () => Result): Result {
    const outerMs = innerMs;
    innerMs = 0;
    const beganMs = elapsedBy(this.#clock);
    try {
      return call();
    } finally {
      const tookMs = elapsedBy(this.#clock) - beganMs;
      this.busyMs += tookMs - innerMs;
      innerMs = outerMs + tookMs;
    }
  }
}
