import type { Batch } from "../data/batch.ts";
import type { Barrier } from "./checkpoint/barrier.ts";
import type { ChannelStatus, Output, Receiver } from "./subtask.ts";

/** A subtask that lives through the rounds of a loop, or for one of them. */
export interface RoundReceiver extends Receiver {
  endRound(round: number): void;
}

/** What the slots of a loop's body are told. */
export interface SlotRule {
  /** Whether the ends that come are those of the loop, no longer of a round. */
  readonly isOver: boolean;
  readonly round: number;
}

/**
 * The place of a subtask in a loop's body. What feeds it knows only the place, so that each round can have a subtask of its
 * own there. For one that lives through all rounds an end that comes is only that of a round.
 */
export class Slot implements Receiver {
  #target: RoundReceiver | undefined;
  readonly #output: Output;
  readonly #channels: readonly number[];
  readonly #rule: SlotRule;
  readonly #livesOn: boolean;
  /** Channels of all inputs that are still to end this round. */
  #open = 0;

  constructor(output: Output, channels: readonly number[], rule: SlotRule, livesOn: boolean) {
    this.#output = output;
    this.#channels = channels;
    this.#rule = rule;
    this.#livesOn = livesOn;
  }

  /** What is behind it from now on; without anything, ends are passed on and nothing else comes. */
  place(target: RoundReceiver | undefined): void {
    this.#target = target;
    this.beginRound();
  }

  beginRound(): void {
    this.#open = this.#channels.reduce((sum, count) => sum + count, 0);
  }

  receive(batch: Batch, input: number, channel: number): void {
    this.#target?.receive(batch, input, channel);
  }

  watermark(timeMs: number, input: number, channel: number): void {
    // The last one only says that a round is over.
    if (this.#livesOn && !this.#rule.isOver && timeMs === Number.POSITIVE_INFINITY) return;
    this.#target?.watermark(timeMs, input, channel);
  }

  status(status: ChannelStatus, timeMs: number, input: number, channel: number): void {
    this.#target?.status(status, timeMs, input, channel);
  }

  /** A loop is in a checkpoint as a whole: none comes here. */
  barrier(barrier: Barrier, input: number, channel: number): void {
    this.#target?.barrier(barrier, input, channel);
  }

  end(input: number, channel: number): void {
    if (this.#target !== undefined && (!this.#livesOn || this.#rule.isOver)) return this.#target.end(input, channel);
    if (--this.#open > 0) return;
    if (this.#target === undefined) this.#output.end();
    else this.#target.endRound(this.#rule.round);
  }

  get needed(): boolean {
    return this.#target?.needed ?? false;
  }
}
