import fc from "fast-check";
import { expect, test } from "vitest";
import { TimerQueue } from "../../../core/state/timer-queue.ts";
import type { Timer } from "../../../core/state/timers.ts";

/** Times close together and far apart, of both signs, with fractions, and without end. */
const times = fc.oneof(
  fc.integer({ min: -5, max: 20 }),
  fc.integer({ min: -2_000_000, max: 2_000_000_000 }),
  fc.constantFrom(0.25, -0.5, -0, 1e300, -1e300, 5e-324, Number.POSITIVE_INFINITY),
);
const timers = fc.record({ key: fc.integer({ min: 0, max: 3 }), timeMs: times, namespace: fc.constantFrom(0, 1, -7) });
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: timers.map((timer) => ({ kind: "set" as const, timer })) },
    { weight: 2, arbitrary: timers.map((timer) => ({ kind: "delete" as const, timer })) },
    { weight: 2, arbitrary: fc.nat().map((at) => ({ kind: "deleteOne" as const, at })) },
    { weight: 2, arbitrary: times.map((untilMs) => ({ kind: "take" as const, untilMs })) },
    { weight: 1, arbitrary: fc.constant({ kind: "next" as const }) },
  ),
  { maxLength: 120 },
);

test("it does what a list that is searched does", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const queue = new TimerQueue();
      let list: Timer[] = [];
      const without = (timer: Timer): Timer[] =>
        list.filter(
          (other) => other.key !== timer.key || other.timeMs !== timer.timeMs || other.namespace !== timer.namespace,
        );
      const leastMs = (): number => Math.min(Number.POSITIVE_INFINITY, ...list.map(({ timeMs }) => timeMs));
      const remove = (timer: Timer): void => {
        const left = without(timer);
        expect(queue.delete(timer.key, timer.timeMs, timer.namespace)).toBe(left.length < list.length);
        list = left;
      };
      for (const step of sequence) {
        if (step.kind === "set") {
          const left = without(step.timer);
          expect(queue.add(step.timer.key, step.timer.timeMs, step.timer.namespace)).toBe(left.length === list.length);
          list = [...left, step.timer];
        } else if (step.kind === "delete") remove(step.timer);
        else if (step.kind === "deleteOne" && list.length > 0) remove(list[step.at % list.length]!);
        else if (step.kind === "next") expect(queue.leastMs).toBe(leastMs() + 0);
        else if (step.kind === "take") {
          for (let taken = queue.takeDue(step.untilMs); taken !== undefined; taken = queue.takeDue(step.untilMs)) {
            expect(taken.timeMs).toBe(leastMs() + 0);
            const left = without(taken);
            expect(left.length).toBe(list.length - 1);
            list = left;
          }
          expect(list.every(({ timeMs }) => timeMs > step.untilMs)).toBe(true);
        }
        expect(queue.size).toBe(list.length);
      }
      expect(queue.all().length).toBe(list.length);
    }),
    { numRuns: 500 },
  );
});

test("a timer set for a time gone by fires, and not one deleted before it that was set for that time", () => {
  const queue = new TimerQueue();
  queue.add(0, 1, 0);
  queue.takeDue(1);
  queue.add(0, 0, 0);
  queue.delete(0, 0, 0);
  queue.add(0, 0, 1);
  expect([queue.takeDue(0)?.namespace, queue.takeDue(0), queue.size]).toEqual([1, undefined, 0]);
});

test("timers that are set and deleted over and over do not stay in memory", () => {
  const queue = new TimerQueue();
  let last = 0;
  for (let at = 0; at < 300_000; at++) {
    queue.delete(1, last, 0);
    last = 1_000_000 + at;
    queue.add(1, last, 0);
  }
  expect(queue.size).toBe(1);
  expect(queue.slotsUsed).toBeLessThan(5_000);
});

test("nor do those that are set for a time before the last one taken, behind one that stays", () => {
  const queue = new TimerQueue();
  queue.add(1, 1_000_000, 0);
  queue.takeDue(1_000_000);
  queue.add(1, 1, 0);
  for (let at = 0; at < 20_000; at++) {
    queue.add(2, 2 + at, 0);
    queue.delete(2, 2 + at, 0);
  }
  expect(queue.size).toBe(1);
  expect(queue.slotsUsed).toBeLessThan(5_000);
  expect(queue.leastMs).toBe(1);
});
