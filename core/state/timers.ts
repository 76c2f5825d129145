import { DiskTimers } from "./disk/disk-timers.ts";
import { readingSegments } from "./disk/restore-log.ts";
import type { KeySpace } from "./key-space.ts";
import type { Recoverable, StateDeclaration, StateDisk, StateHost } from "./state.ts";
import { eachStoredTimer, timerSnapshot } from "./stored-timers.ts";
import { bytesOfTimer, TimerQueue } from "./timer-queue.ts";

/**
 * Timers by time, key and namespace: at most one of each. They are state like any other, and fire in order of time
 * (ties in any order). `due` takes them out one by one, so a timer set while firing is seen as well.
 */
export interface Timers {
  /** Sets one that may be set already. */
  set(key: number, timeMs: number, namespace?: number): void;
  /** Deletes one that may not be set. */
  delete(key: number, timeMs: number, namespace?: number): void;
  /** Takes out the earliest timer at or before a time; undefined when there is none. */
  due(timeMs: number): Timer | undefined;
  /** Time of the earliest one; +∞ when there is none. */
  readonly next: number;
  /** How many are set, or more where some are on disk: what was set there twice, or deleted, is not known before its time. */
  readonly size: number;
  /** Calls back with those that are set, in any order. */
  each(visit: (timer: Timer) => void): void;
  /** Calls back with every key that is known by its number. */
  eachKey(visit: (key: number) => void): void;
}

export interface Timer {
  readonly key: number;
  readonly timeMs: number;
  readonly namespace: number;
}

/** Timers are small beside what is kept of their keys: they get this of what other state on disk gets in memory. */
const diskWeight = 1 / 4;

/** Declares timers, on disk where the run has its state there; an operator with both kinds of time declares two. */
export function timerState(name: string): StateDeclaration<Timers> {
  const onDisk = (host: StateHost): DiskTimers => new DiskTimers(host, shareOf(host.disk!));
  return {
    name,
    scope: "keyed",
    form: "timers",
    onDisk: true,
    diskWeight,
    create: (host) => (host.disk === undefined ? readingSegments(memoryTimers(host.keys), host, onDisk) : onDisk(host)),
  };
}

function shareOf(disk: StateDisk): StateDisk {
  return { ...disk, memoryBytes: disk.memoryBytes * diskWeight };
}

function memoryTimers(keys: KeySpace): Timers & Recoverable {
  const queue = new TimerQueue();
  const timers: Timers = {
    set: (key, timeMs, namespace = 0) => void queue.add(key, timeMs, namespace),
    delete: (key, timeMs, namespace = 0) => void queue.delete(key, timeMs, namespace),
    due: (timeMs) => queue.takeDue(timeMs),
    get next() {
      return queue.leastMs;
    },
    get size() {
      return queue.size;
    },
    each: (visit) => queue.all().forEach(visit),
    eachKey: (visit) => queue.eachKey(visit),
  };
  return Object.assign(timers, {
    snapshot: () => timerSnapshot(timers, keys),
    restore: (parts: Parameters<Recoverable["restore"]>[0]) => {
      eachStoredTimer(parts, keys, ({ key, timeMs, namespace }) => queue.add(key, timeMs, namespace));
    },
    footprint: () => ({ entries: queue.size, bytes: bytesOfTimer * queue.slotsUsed, timers: queue.size }),
  });
}
