import type { Tally } from "./mailbox.ts";

/** Memory by which threads share chunks of work out, and tell what came of each. */
export interface BoardMemory {
  /** 2 × the number of an order while nobody has the chunk, 1 more when somebody has. */
  readonly taken: Int32Array; // [chunks]
  /** The number of the last order that was done. */
  readonly done: Int32Array; // [chunks]
  /** A tally, and then what was added to aggregators. */
  readonly results: Float64Array; // [chunks × (3 + aggregators)]
  /** Bytes of the message of what failed; 0 where nothing did. */
  readonly failed: Int32Array; // [chunks]
  readonly messages: Uint8Array; // [chunks × messageBytes]
}

const messageBytes = 4096;

/** How often who waits for others looks whether they are still there. */
const lookMs = 50;

const lost =
  "Cannot end a superstep as other threads compute parts of it, and one of them is gone or the run was stopped; what the run fails with says which";

export function boardMemory(chunks: number, aggregators: number): BoardMemory {
  const ints = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * chunks));
  return {
    taken: ints(),
    done: ints(),
    results: new Float64Array(new SharedArrayBuffer(8 * chunks * (3 + aggregators))),
    failed: ints(),
    messages: new Uint8Array(new SharedArrayBuffer(chunks * messageBytes)),
  };
}

/**
 * Where the chunks of an order are taken. Whoever takes one does it whole, and nobody waits for one that was not taken: who asked
 * takes all that are left. Orders are numbered from 1; the next one comes when all chunks of the last one are done.
 */
export class Board {
  readonly #memory: BoardMemory;
  readonly #aggregators: number;

  constructor(memory: BoardMemory, aggregators: number) {
    this.#memory = memory;
    this.#aggregators = aggregators;
  }

  /** Offers chunks from 0 on. */
  offer(number: number, chunks: number): void {
    for (let chunk = 0; chunk < chunks; chunk++) Atomics.store(this.#memory.taken, chunk, 2 * number);
  }

  /** Does a chunk, unless another thread has it, or has had it; what it throws is for whoever waits for it. */
  try(number: number, chunk: number, work: () => void): void {
    const { taken, done } = this.#memory;
    if (Atomics.compareExchange(taken, chunk, 2 * number, 2 * number + 1) !== 2 * number) return;
    try {
      work();
    } catch (error) {
      this.#fail(chunk, error);
    }
    Atomics.store(done, chunk, number);
    Atomics.notify(done, chunk);
  }

  /**
   * Waits until the chunks of an order are done; throws what failed in the first of them in which something did.
   *
   * @param isOver Whether they may never be done.
   */
  awaitAll(number: number, chunks: number, isOver: () => boolean): void {
    const { done, failed } = this.#memory;
    for (let chunk = 0; chunk < chunks; chunk++) {
      for (let last = Atomics.load(done, chunk); last !== number; last = Atomics.load(done, chunk)) {
        if (isOver()) throw new Error(lost);
        Atomics.wait(done, chunk, last, lookMs);
      }
    }
    const bad = failed.subarray(0, chunks).findIndex((length) => length > 0);
    if (bad >= 0) throw new Error(this.#messageOf(bad));
  }

  tallyOf(chunk: number): Tally {
    const [count, sent, senders] = this.#resultOf(chunk);
    return { count: count!, sent: sent!, senders: senders! };
  }

  sumsOf(chunk: number): Float64Array {
    return this.#resultOf(chunk).subarray(3);
  }

  tell(chunk: number, { count, sent, senders }: Tally, sums: readonly number[]): void {
    this.#resultOf(chunk).set([count, sent, senders, ...sums]);
  }

  #resultOf(chunk: number): Float64Array {
    const width = 3 + this.#aggregators;
    return this.#memory.results.subarray(chunk * width, (chunk + 1) * width);
  }

  #fail(chunk: number, error: unknown): void {
    const bytes = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
    const length = Math.min(bytes.length, messageBytes);
    this.#memory.messages.set(bytes.subarray(0, length), chunk * messageBytes);
    this.#memory.failed[chunk] = Math.max(1, length);
  }

  #messageOf(chunk: number): string {
    const { failed, messages } = this.#memory;
    // Text is not read out of shared memory.
    return new TextDecoder().decode(messages.slice(chunk * messageBytes, chunk * messageBytes + failed[chunk]!));
  }
}
