import { type Batch, lengthOf } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import type { OperatorTask, Waiting } from "../operators/operator.ts";
import type { EventTimes } from "./event-times.ts";
import { inStep } from "./placed-error.ts";
import type { WatermarkTracker } from "./watermark-tracker.ts";

/** Whether anything comes by a channel at present: nobody waits for the watermarks of idle ones. */
export type ChannelStatus = "active" | "idle";

/** What the runtime pushes into: a subtask of an operator or a sink. */
export interface Receiver {
  receive(batch: Batch, input: number): void;
  watermark(timeMs: number, input: number, channel: number): void;
  /** Comes before what a channel gives that was idle. */
  status(status: ChannelStatus, input: number, channel: number): void;
  end(input: number, channel: number): void;
  /** Whether it still wants records. */
  readonly needed: boolean;
}

/** Where an operator's subtask sends what it gives. */
export interface Output {
  emit(batch: Batch, side: string | undefined): void;
  watermark(timeMs: number): void;
  status(status: ChannelStatus): void;
  end(): void;
  readonly needed: boolean;
}

export interface SubtaskOptions {
  readonly step: string;
  readonly task: OperatorTask;
  readonly output: Output;
  readonly ownWatermarks: boolean;
  readonly takesSelection: boolean;
  /** Channels of each input, numbered through. */
  readonly channels: readonly number[];
  readonly tracker: WatermarkTracker;
  readonly status: SubtaskStatus;
  /** The watermarks of an operator that makes them of the times of its rows: it takes no notice of those that come. */
  readonly times?: EventTimes | undefined;
  readonly onRows: (rows: number) => void;
  /** Called when a watermark has been dealt with. */
  readonly afterWatermark: () => void;
}

/** Shared between a subtask and its context. */
export interface SubtaskStatus {
  finished: boolean;
  /** All its inputs have ended, and it has given all that it will. */
  ended: boolean;
  /** Rows given to it, on the same input, before the current batch. */
  position: number;
}

/** A subtask of an operator, which is also called when it is time, and when what it waits for has come. */
export interface OperatorSubtask extends Receiver {
  processingTime(timeMs: number): void;
  resume(): void;
  waits(): Waiting | undefined;
}

/** An operator's subtask: combines watermarks, counts ends, and calls the operator in the order of its contract. */
export function operatorSubtask(options: SubtaskOptions): OperatorSubtask {
  const { task, output, tracker, status, times } = options;
  const open = options.channels.map((count) => count);
  const given = options.channels.map(() => 0);
  let inputsOpen = open.filter((count) => count > 0).length;
  const firstChannel = options.channels.map((_, input) =>
    options.channels.slice(0, input).reduce((sum, count) => sum + count, 0),
  );
  const passOn = (timeMs: number): void => {
    if (!options.ownWatermarks) output.watermark(timeMs);
  };
  const advance = (timeMs: number | undefined): void => {
    if (timeMs === undefined || timeMs === Number.POSITIVE_INFINITY) return;
    task.watermark?.(timeMs);
    passOn(timeMs);
    options.afterWatermark();
  };
  let isIdle = false;
  const passStatus = (): void => {
    // While something is still to come, nobody may go on without it.
    const idleNow = tracker.isIdle && task.waits?.() === undefined;
    if (times !== undefined || idleNow === isIdle) return;
    isIdle = idleNow;
    output.status(isIdle ? "idle" : "active");
  };
  let passedEnd = false;
  /** What waits for something outside ends when that has come; what had ended before a restore has nothing more to give. */
  const endIfDone = (): void => {
    if (passedEnd || task.waits?.() !== undefined) return;
    passedEnd = true;
    if (!status.ended) {
      status.ended = true;
      task.watermark?.(Number.POSITIVE_INFINITY);
      task.end?.();
    }
    // Last of all, so that what `end` gives is not late behind it.
    passOn(Number.POSITIVE_INFINITY);
    output.end();
  };
  const goOn = (call: () => void): void => {
    inStep(options.step, call);
    if (inputsOpen === 0) endIfDone();
    else if (tracker.isIdle) passStatus();
  };
  return {
    receive: (batch, input) => {
      if (status.finished) return;
      options.onRows(lengthOf(batch));
      times?.arrived();
      status.position = given[input]!;
      inStep(options.step, () => task.batch(options.takesSelection ? batch : compact(batch), input));
      given[input]! += batch.rowCount;
    },
    watermark: (timeMs, input, channel) => {
      const advanced = tracker.advance(firstChannel[input]! + channel, timeMs);
      if (isIdle) passStatus();
      advance(advanced);
    },
    status: (now, input, channel) => {
      if (now === "idle") advance(tracker.idle(firstChannel[input]! + channel));
      else tracker.active(firstChannel[input]! + channel);
      passStatus();
    },
    end: (input, channel) => {
      // The channel may have been what held event time back.
      const advanced = tracker.advance(firstChannel[input]! + channel, Number.POSITIVE_INFINITY);
      if (--open[input]! > 0) {
        advance(advanced);
        return passStatus();
      }
      if (!status.ended) task.endInput?.(input);
      if (--inputsOpen > 0) {
        advance(advanced);
        return passStatus();
      }
      endIfDone();
    },
    processingTime: (timeMs) => goOn(() => task.processingTime?.(timeMs)),
    resume: () => goOn(() => task.resume?.()),
    waits: () => task.waits?.(),
    get needed() {
      return !status.finished && output.needed;
    },
  };
}
