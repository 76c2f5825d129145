import { type Batch, lengthOf } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import type { OperatorTask, Waiting } from "../operators/operator.ts";
import type { Barrier } from "./checkpoint/barrier.ts";
import type { EventTimes } from "./event-times.ts";
import type { StepLoad } from "./observe/step-load.ts";
import { inStep } from "./placed-error.ts";
import { ToldTime } from "./told-time.ts";
import { heard, type WatermarkTracker } from "./watermark-tracker.ts";

/**
 * Whether anything comes by a channel at present: nobody waits for the watermarks of idle ones. One `"idle as sent"` is of a step
 * that sends watermarks of its own: it may be taken no further than to the last of them.
 */
export type ChannelStatus = "active" | "idle" | "idle as sent";

/** What the runtime pushes into: a subtask of an operator or a sink. */
export interface Receiver {
  receive(batch: Batch, input: number, channel: number): void;
  watermark(timeMs: number, input: number, channel: number): void;
  /**
   * Comes before what a channel gives that was idle.
   *
   * @param timeMs Of an active one: its watermark, where that is older than what was told before, as something woke before
   * it. Of an idle one: how far it may be taken where all are idle.
   */
  status(status: ChannelStatus, timeMs: number, input: number, channel: number): void;
  /** Behind a `BarrierAlignment`: it has come by all channels. */
  barrier(barrier: Barrier, input: number, channel: number): void;
  end(input: number, channel: number): void;
  /** Whether it still wants records. */
  readonly needed: boolean;
}

/** Where an operator's subtask sends what it gives. */
export interface Output {
  emit(batch: Batch, side: string | undefined): void;
  /** Whether what a side output is given goes anywhere. */
  reads?(side: string): boolean;
  watermark(timeMs: number): void;
  /** @param timeMs See `Receiver`. */
  status(status: ChannelStatus, timeMs: number): void;
  barrier(barrier: Barrier): void;
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
  /** It goes on where one was: what those behind were told by that one is not known. */
  readonly isRestored: boolean;
  readonly status: SubtaskStatus;
  /** The watermarks of an operator that makes them of the times of its rows: it takes no notice of those that come. */
  readonly times?: EventTimes | undefined;
  readonly load: StepLoad;
  readonly onRows: (rows: number) => void;
  /** A barrier is about to be sent on: what is remembered now is of its checkpoint. */
  readonly onBarrier: (barrier: Barrier) => void;
  /** Called when a watermark has been dealt with. */
  readonly afterWatermark: () => void;
}

/** Shared between a subtask and its context. */
export interface SubtaskStatus {
  finished: boolean;
  /** All its inputs have ended, and it has given all that it will. */
  ended: boolean;
  /** In an iteration: the last round whose end it was told. */
  roundEnded: number | undefined;
  /** Rows given to it, on the same input, before the current batch. */
  position: number;
}

/** An operator's subtask: combines watermarks, counts ends, and calls the operator in the order of its contract. */
export class OperatorSubtask implements Receiver {
  readonly #options: SubtaskOptions;
  readonly #task: OperatorTask;
  readonly #firstChannel: readonly number[];
  /** Channels that have not ended, and rows that came, of each input. */
  readonly #open: number[];
  readonly #given: number[];
  #inputsOpen: number;
  readonly #told: ToldTime;
  #passedEnd = false;
  /** A round that is to end when what is waited for has come. */
  #endingRound: number | undefined;

  constructor(options: SubtaskOptions) {
    this.#options = options;
    this.#task = options.task;
    this.#told = new ToldTime(options.output, options);
    this.#open = [...options.channels];
    this.#given = options.channels.map(() => 0);
    this.#inputsOpen = this.#open.filter((count) => count > 0).length;
    this.#firstChannel = options.channels.map((_, input) =>
      options.channels.slice(0, input).reduce((sum, count) => sum + count, 0),
    );
  }

  receive(batch: Batch, input: number): void {
    const { status, step, onRows, times, takesSelection, load } = this.#options;
    if (status.finished) return;
    onRows(lengthOf(batch));
    if (lengthOf(batch) > 0) times?.arrived();
    status.position = this.#given[input]!;
    load.batch(() => inStep(step, () => this.#task.batch(takesSelection ? batch : compact(batch), input)));
    this.#given[input]! += batch.rowCount;
  }

  watermark(timeMs: number, input: number, channel: number): void {
    const { tracker } = this.#options;
    const advanced = tracker.advance(this.#firstChannel[input]! + channel, timeMs);
    if (this.#told.isIdle && !tracker.isIdle) this.#told.wake(tracker.now);
    this.#advance(advanced);
  }

  status(now: ChannelStatus, timeMs: number, input: number, channel: number): void {
    this.#advance(heard(this.#options.tracker, now, this.#firstChannel[input]! + channel, timeMs));
  }

  end(input: number, channel: number): void {
    const { tracker, status } = this.#options;
    // The channel may have been what held event time back.
    const advanced = tracker.advance(this.#firstChannel[input]! + channel, Number.POSITIVE_INFINITY);
    const isOver = --this.#open[input]! === 0;
    if (isOver && !status.ended) this.#busy(() => inStep(this.#options.step, () => this.#task.endInput?.(input)));
    if (isOver && --this.#inputsOpen === 0) return this.#endIfDone();
    this.#advance(advanced);
  }

  /** Last of all, so that what `prepare` gives is before it. */
  barrier(barrier: Barrier): void {
    const { onBarrier, output, step } = this.#options;
    this.prepare();
    inStep(step, () => onBarrier(barrier));
    if (!this.#passedEnd) output.barrier(barrier);
  }

  /** Sends on what it holds only to save work. */
  prepare(): void {
    if (!this.#passedEnd) this.#busy(() => inStep(this.#options.step, () => this.#task.prepare?.()));
  }

  processingTime(timeMs: number): void {
    this.#busy(() => inStep(this.#options.step, () => this.#task.processingTime?.(timeMs)));
    this.#goOn();
  }

  resume(): void {
    this.#busy(() => inStep(this.#options.step, () => this.#task.resume?.()));
    this.#goOn();
  }

  /** All of a round has come: what is behind it hears so once all has been given. */
  endRound(round: number): void {
    this.#endingRound = round;
    this.#endRoundIfDone();
  }

  waits(): Waiting | undefined {
    return this.#task.waits?.();
  }

  /** Nothing comes to it any more, nor any barrier: a checkpoint is told it by whoever began it. */
  get inputsOver(): boolean {
    return this.#inputsOpen === 0;
  }

  get needed(): boolean {
    return !this.#options.status.finished && this.#options.output.needed;
  }

  #advance(timeMs: number | undefined): void {
    const isNews = timeMs !== undefined && timeMs !== Number.POSITIVE_INFINITY;
    if (isNews && this.#task.watermark !== undefined) {
      this.#busy(() => inStep(this.#options.step, () => this.#task.watermark!(timeMs)));
    }
    this.#tell();
    if (isNews) this.#options.afterWatermark();
  }

  /** What the operator does takes it time. */
  #busy(call: () => void): void {
    this.#options.load.measure(call);
  }

  #tell(): void {
    const { tracker, times } = this.#options;
    if (times !== undefined) return;
    if (!tracker.isIdle) return this.#tellActive(tracker);
    // While something is still to come, nobody may go on without it.
    if (this.waits() !== undefined) return;
    // What it still holds would be late behind the watermarks of those who go on without it.
    if (!this.#told.isIdle) this.prepare();
    this.#told.idle(tracker.now);
  }

  #tellActive({ now, current }: WatermarkTracker): void {
    this.#told.wake(now);
    // Of the watermarks that those behind are told again, as something woke, the operator hears nothing.
    if (now < current && this.#told.isNews(now)) this.prepare();
    this.#told.active(now);
  }

  #goOn(): void {
    if (this.#endingRound !== undefined) this.#endRoundIfDone();
    if (this.#inputsOpen === 0) this.#endIfDone();
    else if (this.#options.tracker.isIdle) this.#tell();
  }

  #endRoundIfDone(): void {
    const round = this.#endingRound!;
    const { status, step, output } = this.#options;
    if (this.waits() !== undefined) return;
    if (status.roundEnded !== round) {
      status.roundEnded = round;
      this.#busy(() => inStep(step, () => this.#task.endRound?.(round)));
      if (this.waits() !== undefined) return;
    }
    this.#endingRound = undefined;
    output.end();
  }

  /** What waits for something outside ends when that has come; what had ended before a restore has nothing more to give. */
  #endIfDone(): void {
    if (this.#passedEnd || this.waits() !== undefined) return;
    this.#passedEnd = true;
    const { status, output, step } = this.#options;
    if (!status.ended) {
      status.ended = true;
      this.#busy(() =>
        inStep(step, () => {
          this.#task.watermark?.(Number.POSITIVE_INFINITY);
          this.#task.end?.();
        }),
      );
    }
    // Last of all, so that what `end` gives is not late behind it.
    if (!this.#options.ownWatermarks) output.watermark(Number.POSITIVE_INFINITY);
    output.end();
  }
}
