import type { Waiting } from "../operators/operator.ts";
import type { Clock } from "../platform/mod.ts";

/** Who wants to be called: at what processing time, or as soon as can be. The run loop calls `wake` between batches. */
export interface Wakeups {
  waker(): Waker;
  /** Calls whoever is due or has asked. */
  wake(): void;
  /** The earliest time anyone waits for; +∞ when nobody does. */
  readonly next: number;
  /** Whether someone has asked to be called. */
  readonly asked: boolean;
  /** Settles as soon as someone has asked to be called. Whoever waits no more releases it. */
  news(): News;
  /** Whether someone waits for something outside: `"full"` where one wants no more for now. */
  waits(): Waiting | undefined;
}

/**
 * A promise for each who waits: one for all would hold, as long as nobody asks, what each race with it was won by (batches,
 * all of the input in the end).
 */
export interface News {
  readonly promise: Promise<void>;
  readonly release: () => void;
}

export interface Waker {
  readonly at: (timeMs: number) => void;
  /** Asks to be called soon. */
  readonly soon: () => void;
  readonly wakes: (call: (timeMs: number) => void, edge?: AsyncEdge) => void;
  /** Nothing is called any more. */
  readonly release: () => void;
}

/** Someone who waits for something outside. */
export interface AsyncEdge {
  /** What was asked for by `soon`. */
  readonly resume: () => void;
  readonly waits: () => Waiting | undefined;
  /** Called at each `wake`, last. */
  readonly poll?: () => void;
}

interface Sleeper {
  at: number;
  call: (timeMs: number) => void;
  edge: AsyncEdge | undefined;
}

export function wakeups(clock: Clock): Wakeups {
  return new Sleepers(clock);
}

class Sleepers implements Wakeups {
  readonly #clock: Clock;
  readonly #all = new Set<Sleeper>();
  /** Those who may wait for something outside: few, if any. */
  readonly #edges = new Set<Sleeper>();
  readonly #asking = new Set<Sleeper>();
  /** No set: one that is emptied again and again is a new table each time, which outlives the young generation. */
  readonly #listeners: (() => void)[] = [];
  #wokenMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  waker(): Waker {
    const sleeper: Sleeper = { at: Number.POSITIVE_INFINITY, call: () => undefined, edge: undefined };
    this.#all.add(sleeper);
    return {
      at: (timeMs) => {
        sleeper.at = Math.min(sleeper.at, timeMs);
      },
      soon: () => this.#ask(sleeper),
      wakes: (call, edge) => {
        sleeper.call = call;
        sleeper.edge = edge;
        if (edge !== undefined) this.#edges.add(sleeper);
      },
      release: () => {
        for (const set of [this.#all, this.#edges, this.#asking]) set.delete(sleeper);
      },
    };
  }

  #ask(sleeper: Sleeper): void {
    if (!this.#all.has(sleeper)) return;
    this.#asking.add(sleeper);
    for (const tell of this.#listeners.splice(0)) tell();
  }

  wake(): void {
    // Those who ask again meanwhile are called the next time, so that sources and timers get their turn.
    if (this.#asking.size > 0) this.#resume();
    const now = this.#clock.nowMs();
    // Set back, the clock would come to what was asked for by it long after the time that was meant: all ask anew.
    const isSetBack = now < this.#wokenMs;
    this.#wokenMs = now;
    for (const sleeper of this.#all) {
      if (sleeper.at > now && !(isSetBack && sleeper.at < Number.POSITIVE_INFINITY)) continue;
      sleeper.at = Number.POSITIVE_INFINITY;
      sleeper.call(now);
    }
    for (const { edge } of this.#edges) edge?.poll?.();
  }

  #resume(): void {
    const asked = [...this.#asking];
    this.#asking.clear();
    for (const sleeper of asked) if (this.#all.has(sleeper)) sleeper.edge?.resume();
  }

  get next(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { at } of this.#all) least = Math.min(least, at);
    return least;
  }

  get asked(): boolean {
    return this.#asking.size > 0;
  }

  news(): News {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.asked) resolve();
    else this.#listeners.push(resolve);
    return { promise, release: () => this.#forget(resolve) };
  }

  #forget(listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  waits(): Waiting | undefined {
    let found: Waiting | undefined;
    for (const { edge } of this.#edges) {
      const how = edge!.waits();
      if (how === "full") return how;
      found ??= how;
    }
    return found;
  }
}
