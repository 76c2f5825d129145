import fc from "fast-check";
import { expect, test } from "vitest";
import { DiskTimers } from "../../../../core/state/disk/disk-timers.ts";
import type { StateSegment } from "../../../../core/state/state.ts";
import type { Timer } from "../../../../core/state/timers.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { stillHost } from "../still-host.ts";

/** So many timers may be at hand with it: a few hundred. */
const memoryBytes = 2 ** 16;
const mostAtHand = 500;

function opened(bytes = memoryBytes, folder = memoryFolder()): { timers: DiskTimers; folder: typeof folder } {
  return { timers: new DiskTimers(stillHost(), { folder: folder.folder, memoryBytes: bytes }), folder };
}

function atHand(timers: DiskTimers): number {
  let count = 0;
  timers.eachKey(() => void count++);
  return count;
}

/** Takes out what is due, and the most that was at hand meanwhile. */
function fired(timers: DiskTimers, untilMs = Number.POSITIVE_INFINITY): { all: Timer[]; most: number } {
  const all: Timer[] = [];
  let most = 0;
  for (let timer = timers.due(untilMs); timer !== undefined; timer = timers.due(untilMs)) {
    all.push(timer);
    if (all.length % 100 === 0) most = Math.max(most, atHand(timers));
  }
  return { all, most };
}

function isAscending(timers: readonly Timer[]): boolean {
  return timers.every(({ timeMs }, at) => at === 0 || timers[at - 1]!.timeMs <= timeMs);
}

/** A number that looks like chance. */
function scattered(at: number): number {
  return (at * 7919) % 20_011;
}

/** Copies of files, which are given back. */
function copies(segments: readonly StateSegment[]): StateSegment[] {
  return segments.map((segment) => {
    const bytes = segment.read(0, segment.sizeBytes);
    segment.release();
    const { name, sizeBytes, checksum, groups } = segment;
    const read = (at: number, length: number): Uint8Array => bytes.slice(at, at + length);
    return { name, sizeBytes, checksum, groups, read, release: () => undefined };
  });
}

test("many times as many timers as fit are set and fire in order, each once, with a bounded number of them in memory", () => {
  const { timers, folder } = opened();
  for (let at = 0; at < 20_000; at++) timers.set(at, scattered(at));
  const whileSet = atHand(timers);
  const { all, most } = fired(timers);
  expect([all.length, new Set(all.map(({ key }) => key)).size, isAscending(all)]).toEqual([20_000, 20_000, true]);
  expect([whileSet < mostAtHand, most < mostAtHand, folder.writes > 10]).toEqual([true, true, true]);
  expect([timers.size, timers.next, timers.due(1e300)]).toEqual([0, Number.POSITIVE_INFINITY, undefined]);
});

test("timers of one time are as many as there may be: they come some at a time", () => {
  const { timers } = opened();
  for (let at = 0; at < 20_000; at++) timers.set(at, 500);
  timers.set(7, 499);
  const { all, most } = fired(timers);
  expect([all[0], all.length, new Set(all.map(({ key }) => key)).size]).toEqual([
    { key: 7, timeMs: 499, namespace: 0 },
    20_001,
    20_000,
  ]);
  expect([most < mostAtHand, fired(timers, 499).all]).toEqual([true, []]);
});

test("what fits is in memory, and nothing goes to disk before a barrier", () => {
  const { timers, folder } = opened();
  for (let at = 0; at < 200; at++) timers.set(at, at);
  expect([atHand(timers), folder.made, timers.next]).toEqual([200, 0, 0]);
});

test("a timer that is moved on and on leaves no more on disk than those that are set", () => {
  const { timers } = opened();
  for (let at = 0; at < 2000; at++) timers.set(at, 1_000_000 + at);
  const before = timers.footprint().bytes;
  for (let round = 0; round < 30; round++) {
    for (let at = 1000; at < 2000; at++) {
      timers.delete(at, 1_000_000 + round * 1000 + at);
      timers.set(at, 1_001_000 + round * 1000 + at);
    }
  }
  timers.segments().forEach((segment) => void segment.release());
  expect([timers.footprint().bytes < 6 * before, fired(timers).all.length]).toEqual([true, 2000]);
});

test("a barrier writes what was done since the one before, not all that there is", () => {
  const { timers } = opened(2 ** 24);
  for (let at = 0; at < 20_000; at++) timers.set(at, scattered(at));
  const names = new Set(timers.segments().map(({ name }) => name));
  for (let at = 0; at < 100; at++) timers.set(at, 30_000);
  const added = timers.segments().filter(({ name }) => !names.has(name));
  expect(added.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThan(10_000);
});

test("a key group is restored by who has it, and files of others are not", () => {
  const { timers } = opened();
  for (let at = 0; at < 3000; at++) timers.set(at, scattered(at));
  const half = copies(timers.segments()).map((segment) => ({ ...segment, groups: { from: 0, to: 64 } }));
  const { timers: restored } = opened();
  restored.restoreSegments(half);
  const expected = Array.from({ length: 3000 }, (_, key) => key).filter((key) => stillHost().keys.groupOf(key) < 64);
  expect(
    fired(restored)
      .all.map(({ key }) => key)
      .sort((a, b) => a - b),
  ).toEqual(expected);
});

const times = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.25, -0, 1e300, -1e300, Number.POSITIVE_INFINITY),
);
const timer = fc.record({ key: fc.integer({ min: 0, max: 5 }), timeMs: times, namespace: fc.constantFrom(0, 1) });
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: timer.map((of) => ({ kind: "set" as const, of })) },
    { weight: 3, arbitrary: timer.map((of) => ({ kind: "delete" as const, of })) },
    { weight: 2, arbitrary: times.map((untilMs) => ({ kind: "take" as const, untilMs })) },
    { weight: 1, arbitrary: fc.constantFrom({ kind: "barrier" as const }, { kind: "next" as const }) },
    { weight: 1, arbitrary: fc.constantFrom({ kind: "files" as const }, { kind: "copy" as const }) },
  ),
  { maxLength: 80 },
);

function named({ key, timeMs, namespace }: Timer): string {
  return `${key}@${timeMs + 0}/${namespace}`;
}

function restoredFrom(timers: DiskTimers, bytes: number, kind: "files" | "copy"): DiskTimers {
  const { timers: restored } = opened(bytes);
  if (kind === "files") restored.restoreSegments(copies(timers.segments()));
  else restored.restore([timers.snapshot()]);
  return restored;
}

test("with room for two, or a few, they do what a map that is searched does, through barriers and restores", () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(1, 1500), (sequence, bytes) => {
      let { timers } = opened(bytes);
      const map = new Map<string, Timer>();
      const leastMs = (): number =>
        Math.min(Number.POSITIVE_INFINITY, ...[...map.values()].map(({ timeMs }) => timeMs));
      for (const step of sequence) {
        if (step.kind === "set") {
          timers.set(step.of.key, step.of.timeMs, step.of.namespace);
          map.set(named(step.of), step.of);
        } else if (step.kind === "delete") {
          timers.delete(step.of.key, step.of.timeMs, step.of.namespace);
          map.delete(named(step.of));
        } else if (step.kind === "next") expect(timers.next).toBe(leastMs() + 0);
        else if (step.kind === "barrier") timers.segments();
        else if (step.kind === "take") {
          for (let due = timers.due(step.untilMs); due !== undefined; due = timers.due(step.untilMs)) {
            const least = leastMs() + 0;
            expect([due.timeMs, map.delete(named(due))]).toEqual([least, true]);
          }
          expect(map.size === 0 || leastMs() > step.untilMs).toBe(true);
        } else timers = restoredFrom(timers, bytes, step.kind);
        expect(timers.size).toBeGreaterThanOrEqual(map.size);
      }
      const left: string[] = [];
      timers.each((one) => left.push(named(one)));
      expect(left.sort()).toEqual([...map.keys()].sort());
      expect(isAscending(fired(timers).all)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
