import type { DueQueue } from "../state/due-queue.ts";

/** When keys whose state was put away are to be looked at: of each the first time only. */
export class KeysDue {
  readonly #queue: DueQueue;
  readonly #times = new Map<number, number>();

  constructor(queue: DueQueue) {
    this.#queue = queue;
  }

  /** Where it is expected earlier, it is looked at then. */
  expect(key: number, timeMs: number): void {
    if (!Number.isFinite(timeMs) || (this.#times.get(key) ?? Number.POSITIVE_INFINITY) <= timeMs) return;
    this.#times.set(key, timeMs);
    this.#queue.push(timeMs, key);
  }

  /** Takes out the keys that are due. */
  take(untilMs: number): number[] {
    const due: number[] = [];
    this.#queue.take(untilMs, (key, timeMs) => {
      // Others were expected earlier since, and taken.
      if (this.#times.get(key) !== timeMs) return;
      this.#times.delete(key);
      due.push(key);
    });
    return due;
  }

  get nextMs(): number {
    return this.#queue.nextMs;
  }
}
