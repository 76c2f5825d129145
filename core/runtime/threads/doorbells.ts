import type { ThreadPort } from "../../platform/mod.ts";
import type { ThreadNumber } from "./placement.ts";

const cacheLine = 16; // int32s

/** Memory for the bells of so many threads. */
export function bellMemory(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * cacheLine * threads);
}

/**
 * One doorbell for each thread: it is rung when something has changed that the thread should look at. A thread that is at
 * work anyway is not sent a message, only one that has said that it rests: a message costs some microseconds on both sides. It
 * is a message and no wait of `Atomics`, since a thread that reads files or talks to servers must not be blocked.
 */
export class Doorbells {
  readonly #resting: Int32Array;
  readonly #own: ThreadNumber;
  readonly #ends: ReadonlyMap<ThreadNumber, ThreadPort>;

  constructor(memory: SharedArrayBuffer, own: ThreadNumber, ends: ReadonlyMap<ThreadNumber, ThreadPort>) {
    this.#resting = new Int32Array(memory);
    this.#own = own;
    this.#ends = ends;
  }

  ring(thread: ThreadNumber): void {
    const at = thread * cacheLine;
    if (Atomics.load(this.#resting, at) === 0 || Atomics.exchange(this.#resting, at, 0) === 0) return;
    this.#ends.get(thread)!.post(0);
  }

  /** Says that this thread rests: whoever changes something from now on rings. Look once more after it. */
  rest(): void {
    Atomics.store(this.#resting, this.#own * cacheLine, 1);
  }

  /** Says that it looks again by itself. */
  wake(): void {
    Atomics.store(this.#resting, this.#own * cacheLine, 0);
  }

  listen(hear: () => void): void {
    for (const end of this.#ends.values()) end.listen(hear);
  }

  close(): void {
    for (const end of this.#ends.values()) end.close();
  }
}
