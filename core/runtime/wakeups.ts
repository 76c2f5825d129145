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
}

interface Sleeper {
  at: number;
  call: (timeMs: number) => void;
  edge: AsyncEdge | undefined;
}

export function wakeups(clock: Clock): Wakeups {
  const sleepers = new Set<Sleeper>();
  /** Those who may wait for something outside: few, if any. */
  const edges = new Set<Sleeper>();
  const asking = new Set<Sleeper>();
  const listeners = new Set<() => void>();
  return {
    waker: () => {
      const sleeper: Sleeper = { at: Number.POSITIVE_INFINITY, call: () => undefined, edge: undefined };
      sleepers.add(sleeper);
      return {
        at: (timeMs) => {
          sleeper.at = Math.min(sleeper.at, timeMs);
        },
        soon: () => {
          if (!sleepers.has(sleeper)) return;
          asking.add(sleeper);
          for (const tell of listeners) tell();
          listeners.clear();
        },
        wakes: (call, edge) => {
          sleeper.call = call;
          sleeper.edge = edge;
          if (edge !== undefined) edges.add(sleeper);
        },
        release: () => {
          for (const set of [sleepers, edges, asking]) set.delete(sleeper);
        },
      };
    },
    wake: () => {
      // Those who ask again meanwhile are called the next time, so that sources and timers get their turn.
      const asked = [...asking];
      asking.clear();
      for (const sleeper of asked) if (sleepers.has(sleeper)) sleeper.edge?.resume();
      const now = clock.nowMs();
      for (const sleeper of sleepers) {
        if (sleeper.at > now) continue;
        sleeper.at = Number.POSITIVE_INFINITY;
        sleeper.call(now);
      }
    },
    get next() {
      let least = Number.POSITIVE_INFINITY;
      for (const { at } of sleepers) least = Math.min(least, at);
      return least;
    },
    get asked() {
      return asking.size > 0;
    },
    news: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (asking.size > 0) resolve();
      else listeners.add(resolve);
      return { promise, release: () => listeners.delete(resolve) };
    },
    waits: () => {
      let found: Waiting | undefined;
      for (const { edge } of edges) {
        const how = edge!.waits();
        if (how === "full") return how;
        found ??= how;
      }
      return found;
    },
  };
}
