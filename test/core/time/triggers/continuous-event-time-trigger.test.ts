import { expect, test } from "vitest";
import { at, crash, end, watermark } from "../../../../core/testing/event.ts";
import { continuousEventTimeTrigger } from "../../../../core/time/triggers/continuous-event-time-trigger.ts";
import { session } from "../../../../core/time/window.ts";
import { of, ofWhole, tens, verifyTrigger, whole } from "./trigger-case.ts";

test("the continuous event-time trigger fires at multiples of its interval and at the end of the window", () =>
  verifyTrigger(
    continuousEventTimeTrigger(4),
    tens,
    [at(1, 1), watermark(3), at(3, 2), watermark(4), crash, watermark(7), at(5, 4), watermark(8), watermark(9)],
    [watermark(3), of(0, 1, 2), watermark(4), watermark(7), of(0, 1, 2, 4), watermark(8), of(0, 1, 2, 4), watermark(9)],
  ));

test("! a timer that is set for a time that has passed goes off when the watermark advances, not at once", () =>
  verifyTrigger(
    continuousEventTimeTrigger(4),
    whole,
    [watermark(6), at(1, 1), watermark(7), at(9, 2), watermark(8)],
    [watermark(6), ofWhole(1), watermark(7), ofWhole(1, 2), watermark(8)],
  ));

test("the continuous event-time trigger is aligned for negative times, too", () =>
  verifyTrigger(continuousEventTimeTrigger(4), whole, [at(-6, 1), watermark(-4)], [ofWhole(1), watermark(-4)]));

test("when the input ends a window fires once more, at its own end, and not at each multiple before", () => {
  verifyTrigger(continuousEventTimeTrigger(4), whole, [at(1, 1), crash, end], [ofWhole(1), end]);
  verifyTrigger(
    continuousEventTimeTrigger(4),
    tens,
    [at(1, 1), watermark(4), crash, end],
    [of(0, 1), watermark(4), of(0, 1), end],
  );
});

test("sessions that merge fire at the earliest time of theirs", () =>
  verifyTrigger(
    continuousEventTimeTrigger(10),
    session(24),
    [at(45, 1), at(1, 2), crash, at(25, 4), watermark(10)],
    [at(68, { windowStart: 1, windowEnd: 69, all: [2, 1, 4] }), watermark(10)],
  ));

test("the interval is a length of time", () => {
  expect(() => continuousEventTimeTrigger("soon")).toThrow(/interval of a continuous event-time trigger/);
});
