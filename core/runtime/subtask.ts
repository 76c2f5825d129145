import { type Batch, lengthOf } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import type { OperatorTask } from "../operators/operator.ts";
import { inStep } from "./placed-error.ts";

/** What the runtime pushes into: a subtask of an operator or a sink. */
export interface Receiver {
  receive(batch: Batch, input: number): void;
  watermark(timeMs: number, input: number, channel: number): void;
  end(input: number, channel: number): void;
  /** Whether it still wants records. */
  readonly needed: boolean;
}

/** The watermarks of the channels of all inputs: their minimum is the subtask's. Ended channels hold nothing back. */
export interface WatermarkTracker {
  /** The new combined watermark, or undefined when it did not advance. */
  advance(channel: number, timeMs: number): number | undefined;
  readonly current: number;
  /** The latest watermark of each channel. */
  readonly times: readonly number[];
}

export function watermarkTracker(channels: number): WatermarkTracker {
  const times = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
  let current = Number.NEGATIVE_INFINITY;
  return {
    advance: (channel, timeMs) => {
      if (timeMs <= times[channel]!) return undefined;
      times[channel] = timeMs;
      const least = times.reduce((a, b) => Math.min(a, b));
      if (least <= current) return undefined;
      current = least;
      return current;
    },
    get current() {
      return current;
    },
    get times() {
      return [...times];
    },
  };
}

/** Where an operator's subtask sends what it gives. */
export interface Output {
  emit(batch: Batch, side: string | undefined): void;
  watermark(timeMs: number): void;
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
  readonly onRows: (rows: number) => void;
  /** Called when a watermark has been dealt with. */
  readonly afterWatermark: () => void;
}

/** Shared between a subtask and its context. */
export interface SubtaskStatus {
  finished: boolean;
  /** Rows given to it, on the same input, before the current batch. */
  position: number;
}

/** An operator's subtask: combines watermarks, counts ends, and calls the operator in the order of its contract. */
export function operatorSubtask(options: SubtaskOptions): Receiver {
  const { task, output, tracker, status } = options;
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
  return {
    receive: (batch, input) => {
      if (status.finished) return;
      options.onRows(lengthOf(batch));
      status.position = given[input]!;
      inStep(options.step, () => task.batch(options.takesSelection ? batch : compact(batch), input));
      given[input]! += batch.rowCount;
    },
    watermark: (timeMs, input, channel) => {
      advance(tracker.advance(firstChannel[input]! + channel, timeMs));
    },
    end: (input, channel) => {
      // The channel may have been what held event time back.
      const advanced = tracker.advance(firstChannel[input]! + channel, Number.POSITIVE_INFINITY);
      if (--open[input]! > 0) return advance(advanced);
      task.endInput?.(input);
      if (--inputsOpen > 0) return advance(advanced);
      task.watermark?.(Number.POSITIVE_INFINITY);
      task.end?.();
      // Last of all, so that what `end` gives is not late behind it.
      passOn(Number.POSITIVE_INFINITY);
      output.end();
    },
    get needed() {
      return !status.finished && output.needed;
    },
  };
}
