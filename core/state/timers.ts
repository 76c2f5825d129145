import { type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import { keyedBytes, type Recoverable, type StateDeclaration } from "./state.ts";
import { TimerQueue } from "./timer-queue.ts";

/**
 * Timers by time, key and namespace: at most one of each. They are state like any other, and fire in order of time
 * (ties in any order). `due` takes them out one by one, so a timer set while firing is seen as well.
 */
export interface Timers {
  /** Whether it was not set before. */
  set(key: number, timeMs: number, namespace?: number): boolean;
  /** Whether it was set. */
  delete(key: number, timeMs: number, namespace?: number): boolean;
  /** Takes out the earliest timer at or before a time; undefined when there is none. */
  due(timeMs: number): Timer | undefined;
  /** Time of the earliest one; +∞ when there is none. */
  readonly next: number;
  readonly size: number;
  /** Those that are set, in any order. */
  all(): Timer[];
}

export interface Timer {
  readonly key: number;
  readonly timeMs: number;
  readonly namespace: number;
}

/** Declares timers; an operator with both kinds of time declares two. */
export function timerState(name: string): StateDeclaration<Timers> {
  return { name, scope: "keyed", form: "timers", create: ({ keys }) => memoryTimers(keys) };
}

/** Key, time, namespace and whether it is set; its places in the index, of which half are free; in a bucket its slot and time. */
const bytesOfTimer = 3 * 8 + 1 + 2 * 2 * 4 + 12;

function memoryTimers(keys: KeySpace): Timers & Recoverable {
  const queue = new TimerQueue();
  return {
    set: (key, timeMs, namespace = 0) => queue.add(key, timeMs, namespace),
    delete: (key, timeMs, namespace = 0) => queue.delete(key, timeMs, namespace),
    due: (timeMs) => queue.takeDue(timeMs),
    get next() {
      return queue.leastMs;
    },
    get size() {
      return queue.size;
    },
    all: () => queue.all(),
    snapshot: () => {
      const writers = new Map<number, ByteWriter>();
      for (const { key, timeMs, namespace } of queue.all().sort((a, b) => a.timeMs - b.timeMs)) {
        const writer = groupWriter(writers, keys.groupOf(key));
        for (const part of [keys.keyOf(key), timeMs, namespace]) writeValue(writer, part);
      }
      return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
    },
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) {
        const reader = { bytes, at: 0 };
        while (reader.at < bytes.length) {
          const key = keys.numberOf(readValue(reader));
          const timeMs = readValue(reader) as number;
          queue.add(key, timeMs, readValue(reader) as number);
        }
      }
    },
    eachKey: (visit) => queue.eachKey(visit),
    footprint: () => ({ entries: queue.size, bytes: bytesOfTimer * queue.slotsUsed, timers: queue.size }),
  };
}
