import { expect, test } from "vitest";
import { heard, watermarkTracker } from "../../../core/runtime/watermark-tracker.ts";

const infinity = Number.POSITIVE_INFINITY;

test("the watermark is the least of all channels, and does not go back", () => {
  const tracker = watermarkTracker(3);
  expect(tracker.current).toBe(-infinity);
  expect([tracker.advance(0, 10), tracker.advance(1, 5), tracker.advance(2, 7)]).toEqual([undefined, undefined, 5]);
  expect([tracker.advance(1, 3), tracker.advance(1, 20), tracker.advance(2, 7)]).toEqual([undefined, 7, undefined]);
  expect([tracker.advance(2, infinity), tracker.current, tracker.times]).toEqual([10, 10, [10, 20, infinity]]);
});

test("idle channels are ignored in the minimum, and when all are idle the greatest of theirs counts", () => {
  const tracker = watermarkTracker(3);
  tracker.advance(0, 10);
  tracker.advance(1, 30);
  expect([tracker.idle(2), tracker.current, tracker.isIdle, tracker.slowest]).toEqual([10, 10, false, 0]);
  expect([tracker.idle(0), tracker.isIdle, tracker.slowest]).toEqual([30, false, 1]);
  expect([tracker.idle(1), tracker.isIdle, tracker.slowest]).toEqual([undefined, true, undefined]);
});

test("the last one to fall idle sets the greatest free", () => {
  const tracker = watermarkTracker(2);
  tracker.advance(0, 10);
  tracker.advance(1, 30);
  expect([tracker.idle(1), tracker.idle(0), tracker.isIdle]).toEqual([undefined, 30, true]);
});

test("! becoming active again with an older watermark does not move the combined one back, and holds it", () => {
  const tracker = watermarkTracker(2);
  tracker.advance(0, 10);
  tracker.idle(1);
  tracker.advance(0, 50);
  tracker.active(1);
  expect([tracker.current, tracker.advance(1, 20), tracker.advance(0, 60), tracker.current]).toEqual([
    50,
    undefined,
    undefined,
    50,
  ]);
  expect(tracker.advance(1, 70)).toBe(60);
});

test("an idle channel may be taken further than its watermark, and is back at that, or an older one, when it wakes", () => {
  const tracker = watermarkTracker(2);
  tracker.advance(0, 10);
  tracker.advance(1, 30);
  expect([tracker.idle(0, 40), tracker.now, tracker.idle(1, 35), tracker.current]).toEqual([30, 30, 40, 40]);
  expect([tracker.idle(1, 50), tracker.times]).toEqual([50, [10, 30]]);
  tracker.active(0);
  expect([tracker.now, tracker.current]).toEqual([10, 50]);
  tracker.active(1, 20);
  expect([tracker.advance(0, 25), tracker.now, tracker.times, tracker.current]).toEqual([undefined, 20, [25, 20], 50]);
  tracker.active(1, 60);
  expect([tracker.timeAt(1), tracker.advance(1, 70), tracker.advance(0, 80)]).toEqual([20, undefined, 70]);
});

test("an idle channel may be taken less far than its watermark, as what had been that far has ended", () => {
  const tracker = watermarkTracker(3);
  tracker.advance(0, 10);
  tracker.advance(1, 30);
  tracker.advance(2, 20);
  expect([heard(tracker, "idle", 1, -infinity), heard(tracker, "idle", 0, 10), tracker.current]).toEqual([
    undefined,
    20,
    20,
  ]);
  expect([heard(tracker, "idle", 2, 20), tracker.now, tracker.current]).toEqual([undefined, 20, 20]);
  expect([heard(tracker, "active", 2, 15), tracker.now]).toEqual([undefined, 15]);
});

test("a channel of a step that sends watermarks of its own is taken no further than those", () => {
  const tracker = watermarkTracker(2);
  tracker.advance(0, 10);
  tracker.advance(1, 5);
  expect([heard(tracker, "idle as sent", 0, 40), heard(tracker, "idle as sent", 1, 3), tracker.now]).toEqual([
    undefined,
    10,
    10,
  ]);
  expect([heard(tracker, "idle as sent", 0, -infinity), tracker.now]).toEqual([undefined, 3]);
});

test("what is restored is as far as it was, whatever its channels say", () => {
  const tracker = watermarkTracker(1);
  tracker.restore(20);
  expect([tracker.advance(0, 10), tracker.current, tracker.now, tracker.advance(0, 30)]).toEqual([
    undefined,
    20,
    10,
    30,
  ]);
});

test("finished channels do not push idle ones to +∞", () => {
  const tracker = watermarkTracker(2);
  tracker.advance(0, 10);
  tracker.advance(1, 5);
  tracker.idle(1);
  expect([tracker.current, tracker.advance(0, infinity), tracker.current, tracker.isIdle]).toEqual([
    10,
    undefined,
    10,
    true,
  ]);
  expect(tracker.advance(1, 12)).toBe(12);
  expect([tracker.idle(1), tracker.advance(1, infinity), tracker.isIdle]).toEqual([undefined, infinity, false]);
});

test("a channel may be added, with the watermark that it had before", () => {
  const tracker = watermarkTracker(0);
  expect([tracker.add(), tracker.add(40), tracker.times]).toEqual([0, 1, [-infinity, 40]]);
  expect([tracker.advance(0, 50), tracker.timeAt(1), tracker.isIdleAt(1)]).toEqual([40, 40, false]);
});

test("channels that wake together are idle when all of them are: one that says nothing yet is about to", () => {
  const tracker = watermarkTracker(3, [0, 0, 1]);
  tracker.advance(0, 10);
  tracker.advance(1, 5);
  tracker.advance(2, 20);
  expect([tracker.idle(1), tracker.isIdleAt(1), tracker.now, tracker.slowest]).toEqual([undefined, false, 5, 1]);
  expect([tracker.idle(0), tracker.now, tracker.isIdleAt(1)]).toEqual([20, 20, true]);
  // The first of them wakes, and is further than the other was.
  tracker.active(0);
  expect([tracker.advance(0, 24), tracker.advance(2, 30), tracker.now, tracker.current]).toEqual([
    undefined,
    undefined,
    5,
    20,
  ]);
  tracker.active(1);
  expect([tracker.advance(1, 24), tracker.current]).toEqual([24, 24]);
  // One that has ended says nothing more.
  expect([tracker.idle(1), tracker.advance(0, infinity), tracker.isIdleAt(1)]).toEqual([undefined, 30, true]);
});
