import type { Share } from "./learner.ts";

/** How often a thread looks before it sleeps until the others are there. */
const looks = 2000;
/** Sleeps no longer, so that one that is woken while it falls asleep goes on. */
const sleepMs = 100;
const headBytes = 64;
/** Numbers that are added up at a time. */
const mostAtATime = 2 ** 18;

/** What a team needs to add up so many numbers at a time: two turns of each of its threads. */
export function teamBytes(numbers: number, parts: number): number {
  return headBytes + 2 * parts * 8 * Math.min(mostAtATime, Math.max(1, numbers));
}

/** Threads that each have a part of the rows, and do the same with it. */
export class Team {
  readonly part: number;
  readonly parts: number;
  /** Threads that have come, and how often all were there. */
  readonly #head: Int32Array;
  readonly #numbers: Float64Array;
  readonly #room: number;
  #turn = 0;

  constructor({ part, parts, memory }: Share) {
    [this.part, this.parts] = [part, parts];
    this.#head = new Int32Array(memory, 0, 2);
    this.#numbers = new Float64Array(memory, headBytes);
    this.#room = this.#numbers.length / (2 * parts);
  }

  /** Makes numbers the sums over the threads, added in their order. All threads call it with as many numbers, in the same turn. */
  sum(values: Float64Array): void {
    for (let start = 0; start < values.length; start += this.#room) {
      this.#sum(values.subarray(start, Math.min(values.length, start + this.#room)));
    }
  }

  #sum(values: Float64Array): void {
    // By turns, so that who is ahead writes where nobody reads any more.
    const first = this.#turn * this.parts;
    this.#turn = 1 - this.#turn;
    const placeOf = (part: number): number => (first + part) * this.#room;
    this.#numbers.set(values, placeOf(this.part));
    this.#meet();
    values.set(this.#numbers.subarray(placeOf(0), placeOf(0) + values.length));
    for (let part = 1; part < this.parts; part++) {
      for (let at = 0, from = placeOf(part); at < values.length; at++, from++) values[at]! += this.#numbers[from]!;
    }
  }

  /** Goes on when all are there. */
  #meet(): void {
    const [come, met] = [0, 1];
    const before = Atomics.load(this.#head, met);
    if (Atomics.add(this.#head, come, 1) === this.parts - 1) {
      Atomics.store(this.#head, come, 0);
      Atomics.add(this.#head, met, 1);
      Atomics.notify(this.#head, met);
      return;
    }
    for (let look = 0; look < looks; look++) if (Atomics.load(this.#head, met) !== before) return;
    while (Atomics.load(this.#head, met) === before) Atomics.wait(this.#head, met, before, sleepMs);
  }
}
