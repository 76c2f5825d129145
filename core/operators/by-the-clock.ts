import type { Batch } from "../data/batch.ts";
import { type OperatorState, operatorState } from "../state/keyed-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import type { Held, OperatorContext, OperatorTask } from "./operator.ts";
import { sameNumbers } from "./same-numbers.ts";

/** A task over event time that can say which watermark it waits for. */
export interface TimedTask extends OperatorTask {
  batch(batch: Batch): void;
  watermark(timeMs: number): void;
  holds(key: number | undefined): Held;
  /** The least watermark that it has something to do at, or less; +∞ where there is none. */
  nextMs(): number;
}

/** The time that the clock has reached: it never goes back, whatever the machine says. */
export const reachedState: StateDeclaration<OperatorState<number>> = operatorState<number>(
  "reached",
  () => Number.NEGATIVE_INFINITY,
  Math.max,
);

/**
 * A task over event time that takes the clock for it: records have the time at which they came, all of a batch the same,
 * and the watermark is what the clock has passed. So no record is late. What is open when the input ends is completed.
 */
export function byTheClock(
  context: OperatorContext,
  reached: { value: number },
  open: (context: OperatorContext) => TimedTask,
): OperatorTask {
  const task = open({
    ...context,
    get watermark() {
      return reached.value - 1;
    },
  });
  const timesOf = sameNumbers();
  const reach = (nowMs: number): void => {
    // After a restore something may be due that others have reached.
    if (nowMs <= reached.value && task.nextMs() >= reached.value) return;
    reached.value = Math.max(reached.value, nowMs);
    task.watermark(reached.value - 1);
  };
  const sleep = (): void => {
    const next = task.nextMs();
    if (Number.isFinite(next)) context.wakeAt(next + 1);
  };
  sleep();
  return {
    batch: (batch) => {
      reach(context.clock.nowMs());
      // Without rows there is no time to look at.
      if (batch.rowCount > 0) task.batch({ ...batch, times: timesOf(reached.value, batch.rowCount), reused: true });
      sleep();
    },
    processingTime: (nowMs) => {
      reach(nowMs);
      sleep();
    },
    end: () => task.watermark(Number.POSITIVE_INFINITY),
    holds: (key) => {
      const { next, ...held } = task.holds(key);
      return { ...held, next: next && { ...next, time: "processing", timeMs: next.timeMs + 1 } };
    },
  };
}
