import type { Output } from "./subtask.ts";

export interface ToldTimeRule {
  /** The watermarks that it goes by are not sent: who has it sends others. */
  readonly ownWatermarks: boolean;
  /** What those behind were told before is not known. */
  readonly isRestored: boolean;
}

/**
 * Tells those behind a subtask how far event time is in what it gives, as far as that is news: the least of what is active
 * before it, which goes back when something wakes there that is behind; or that all is idle, and how far that may be taken.
 * So it does not matter in which subtasks splits are read: in each step it is the least of the active ones before it that
 * counts and, where all of them are idle, the furthest.
 */
export class ToldTime {
  readonly #output: Output;
  readonly #ownWatermarks: boolean;
  #isKnown: boolean;
  /** The last that they were told when active. */
  #timeMs = Number.NEGATIVE_INFINITY;
  /** Undefined while it is active. */
  #untilMs: number | undefined;

  constructor(output: Output, { ownWatermarks, isRestored }: ToldTimeRule) {
    this.#output = output;
    this.#ownWatermarks = ownWatermarks;
    this.#isKnown = !isRestored;
  }

  get isIdle(): boolean {
    return this.#untilMs !== undefined;
  }

  /** Whether `active` sends a watermark. */
  isNews(timeMs: number): boolean {
    return !this.#ownWatermarks && timeMs > this.#timeMs;
  }

  /** It is active, at this time or later. */
  wake(timeMs: number): void {
    if (!this.isIdle && this.#isKnown && timeMs >= this.#timeMs) return;
    const atMs = this.#isKnown ? Math.min(timeMs, this.#timeMs) : timeMs;
    this.#untilMs = undefined;
    this.#timeMs = this.#isKnown ? atMs : Number.NEGATIVE_INFINITY;
    this.#isKnown = true;
    this.#output.status("active", atMs);
  }

  /** +∞ is what is left when all have ended: the end of the input says so. */
  active(timeMs: number): void {
    if (timeMs === Number.POSITIVE_INFINITY) return;
    this.wake(timeMs);
    if (timeMs <= this.#timeMs) return;
    this.#timeMs = timeMs;
    if (!this.#ownWatermarks) this.#output.watermark(timeMs);
  }

  idle(untilMs: number): void {
    if (this.#untilMs === untilMs) return;
    this.#untilMs = untilMs;
    this.#output.status(this.#ownWatermarks ? "idle as sent" : "idle", untilMs);
  }
}
