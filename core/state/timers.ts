import { type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import { keyedBytes, type Recoverable, type StateDeclaration } from "./state.ts";

/**
 * Timers by time, key and namespace: at most one of each. They are state like any other, and fire in order of time
 * (ties in any order). `due` takes them out one by one, so a timer set while firing is seen as well.
 */
export interface Timers {
  set(key: number, timeMs: number, namespace?: number): void;
  delete(key: number, timeMs: number, namespace?: number): void;
  /** Takes out the earliest timer at or before a time; undefined when there is none. */
  due(timeMs: number): Timer | undefined;
  /** Time of the earliest one; +∞ when there is none. */
  readonly next: number;
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

function memoryTimers(keys: KeySpace): Timers & Recoverable {
  const heap: Timer[] = [];
  // Timers that are set, by namespace, key and time; a deleted one stays in the heap until its time and is passed over.
  const set = new Map<string, Timer>();
  const dropDeleted = (): void => {
    while (heap.length > 0 && set.get(identity(heap[0]!)) !== heap[0]) popEarliest(heap);
  };
  const timers: Timers & Recoverable = {
    set: (key, timeMs, namespace = 0) => {
      const timer: Timer = { key, timeMs, namespace };
      if (set.has(identity(timer))) return;
      set.set(identity(timer), timer);
      push(heap, timer);
    },
    delete: (key, timeMs, namespace = 0) => void set.delete(identity({ key, timeMs, namespace })),
    due: (timeMs) => {
      dropDeleted();
      if (heap.length === 0 || heap[0]!.timeMs > timeMs) return undefined;
      const timer = popEarliest(heap);
      set.delete(identity(timer));
      return timer;
    },
    get next() {
      dropDeleted();
      return heap[0]?.timeMs ?? Number.POSITIVE_INFINITY;
    },
    snapshot: () => {
      const writers = new Map<number, ByteWriter>();
      for (const { key, timeMs, namespace } of [...set.values()].sort((a, b) => a.timeMs - b.timeMs)) {
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
          timers.set(key, timeMs, readValue(reader) as number);
        }
      }
    },
    eachKey: (visit) => {
      for (const { key } of set.values()) visit(key);
    },
  };
  return timers;
}

function identity({ key, timeMs, namespace }: Timer): string {
  return `${key},${timeMs},${namespace}`;
}

/** Binary heap by time. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]!.timeMs <= timer.timeMs) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = timer;
}

function popEarliest(heap: Timer[]): Timer {
  const earliest = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return earliest;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.timeMs < heap[child]!.timeMs) child++;
    if (heap[child]!.timeMs >= last.timeMs) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return earliest;
}
