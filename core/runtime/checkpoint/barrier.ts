import type { Batch } from "../../data/batch.ts";
import { keep } from "../../data/compact.ts";
import type { ChannelStatus, Receiver } from "../subtask.ts";

/**
 * Marks a moment in every channel: what comes before it is in a checkpoint, what comes behind it is not. Plain data, so
 * that it travels wherever watermarks do.
 */
export interface Barrier {
  /** The checkpoint's number. */
  readonly id: number;
  /**
   * What states give: `"all"` that they have, as any backend reads it; `"files"`, all, or files that only their own backend
   * reads; `"changes"`, the same without what the checkpoint before has of them.
   */
  readonly of: "all" | "files" | "changes";
}

/**
 * Lets a barrier through once it has come by every channel that has not ended. Until then nothing more is taken of those
 * that it has come by: what they give all the same is held, and given behind the barrier in the order it came.
 */
export class BarrierAlignment {
  readonly #onBarrier: (barrier: Barrier) => void;
  readonly #hasCome: boolean[];
  readonly #hasEnded: boolean[];
  #waitsFor: number;
  #barrier: Barrier | undefined;
  #passedId = Number.NEGATIVE_INFINITY;
  #held: (() => void)[] = [];

  /** @param channels How many there are. */
  constructor(channels: number, onBarrier: (barrier: Barrier) => void) {
    this.#onBarrier = onBarrier;
    this.#hasCome = Array.from({ length: channels }, () => false);
    this.#hasEnded = Array.from({ length: channels }, () => false);
    this.#waitsFor = channels;
  }

  /** Whether nothing should be taken of a channel for now: a host that can leave it where it is does. */
  isBlocked(channel: number): boolean {
    return this.#barrier !== undefined && this.#hasCome[channel]!;
  }

  hold(event: () => void): void {
    this.#held.push(event);
  }

  come(channel: number, barrier: Barrier): void {
    // A checkpoint that was given up before all of its barriers came: the next one counts.
    if (barrier.id <= this.#passedId) return;
    const awaited = this.#barrier?.id ?? barrier.id;
    if (barrier.id < awaited) return;
    if (barrier.id > awaited) this.#forget();
    this.#barrier ??= barrier;
    if (this.#hasCome[channel]! || this.#hasEnded[channel]!) return;
    this.#hasCome[channel] = true;
    this.#waitsFor--;
    this.#passIfAll();
  }

  /** To be called when what is behind it has been told of the end. */
  end(channel: number): void {
    if (this.#hasEnded[channel]!) return;
    this.#hasEnded[channel] = true;
    if (!this.#hasCome[channel]!) this.#waitsFor--;
    this.#passIfAll();
  }

  #passIfAll(): void {
    if (this.#barrier === undefined || this.#waitsFor > 0) return;
    const barrier = this.#barrier;
    this.#passedId = barrier.id;
    this.#forget();
    this.#onBarrier(barrier);
    const held = this.#held;
    this.#held = [];
    for (const event of held) event();
  }

  #forget(): void {
    this.#barrier = undefined;
    this.#hasCome.fill(false);
    this.#waitsFor = this.#hasEnded.filter((ended) => !ended).length;
  }
}

/** A receiver behind an alignment; its channels are numbered from `first` on, those of an input together. */
export function alignedReceiver(
  inner: Receiver,
  alignment: BarrierAlignment,
  channels: readonly number[],
  first = 0,
): Receiver {
  const firstOf = channels.map((_, input) => first + channels.slice(0, input).reduce((sum, count) => sum + count, 0));
  const whenOpen = (input: number, channel: number, event: () => void): void => {
    if (alignment.isBlocked(firstOf[input]! + channel)) alignment.hold(() => whenOpen(input, channel, event));
    else event();
  };
  return {
    receive: (batch: Batch, input, channel) => {
      if (!alignment.isBlocked(firstOf[input]! + channel)) return inner.receive(batch, input, channel);
      const kept = keep(batch);
      whenOpen(input, channel, () => inner.receive(kept, input, channel));
    },
    watermark: (timeMs, input, channel) => whenOpen(input, channel, () => inner.watermark(timeMs, input, channel)),
    status: (status: ChannelStatus, timeMs, input, channel) =>
      whenOpen(input, channel, () => inner.status(status, timeMs, input, channel)),
    barrier: (barrier, input, channel) =>
      whenOpen(input, channel, () => alignment.come(firstOf[input]! + channel, barrier)),
    end: (input, channel) =>
      whenOpen(input, channel, () => {
        inner.end(input, channel);
        alignment.end(firstOf[input]! + channel);
      }),
    get needed() {
      return inner.needed;
    },
  };
}
