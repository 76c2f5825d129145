import { expect, test } from "vitest";
import { type EventTimesSnapshot, eventTimes } from "../../../core/runtime/event-times.ts";
import { wakeups } from "../../../core/runtime/wakeups.ts";
import { virtualClock } from "../../../core/testing/mod.ts";

/** The watermarks of a subtask that does not know its feeds, and what it sends on. */
function timesOf(restored: EventTimesSnapshot | undefined) {
  const sent: (number | string)[] = [];
  const clock = virtualClock();
  const times = eventTimes({
    step: "times",
    subtask: 0,
    handling: {},
    output: {
      emit: () => undefined,
      watermark: (timeMs) => void sent.push(timeMs),
      status: (status, timeMs) => void sent.push(`${status} ${timeMs}`),
      barrier: () => undefined,
      end: () => undefined,
      needed: true,
    },
    clock,
    wakeups: wakeups(clock),
    feeds: undefined,
    restored,
    onEnd: () => undefined,
  });
  return { times, sent };
}

test("after a restore event time is where it was; those behind, who know, are told where the splits are", () => {
  const { times, sent } = timesOf({ watermark: 99, splits: [["", 9]] });
  expect(times.given).toBe(99);
  times.watermark(20);
  times.watermark(120);
  expect(sent).toEqual(["active 20", 20, 120]);
});

test("a snapshot holds how far event time is and each split, and goes on as it is", () => {
  const { times } = timesOf(undefined);
  times.watermark(50);
  expect(times.snapshot()).toEqual({ watermark: 50, splits: [["", 50]] });
  expect(timesOf(times.snapshot()).times.snapshot()).toEqual(times.snapshot());
});
