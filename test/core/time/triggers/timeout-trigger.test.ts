import { test } from "vitest";
import {
  at,
  crash,
  end,
  type InputEvent,
  type OutputEvent,
  processingTime,
  type RowEvent,
  row,
  watermark,
} from "../../../../core/testing/event.ts";
import type { Trigger } from "../../../../core/time/trigger.ts";
import { continuousEventTimeTrigger } from "../../../../core/time/triggers/continuous-event-time-trigger.ts";
import { continuousProcessingTimeTrigger } from "../../../../core/time/triggers/continuous-processing-time-trigger.ts";
import { countTrigger } from "../../../../core/time/triggers/count-trigger.ts";
import { deltaTrigger } from "../../../../core/time/triggers/delta-trigger.ts";
import { endOfStreamTrigger } from "../../../../core/time/triggers/end-of-stream-trigger.ts";
import { eventTimeTrigger } from "../../../../core/time/triggers/event-time-trigger.ts";
import { processingTimeTrigger } from "../../../../core/time/triggers/processing-time-trigger.ts";
import { purgingTrigger } from "../../../../core/time/triggers/purging-trigger.ts";
import { timeoutTrigger } from "../../../../core/time/triggers/timeout-trigger.ts";
import { tumbling, type WindowAssigner } from "../../../../core/time/window.ts";
import { of, ofWhole, tens, verifyTrigger, whole } from "./trigger-case.ts";

const hundreds = tumbling(100);

/** A result of the window [0, 100). */
function ofHundred(...values: number[]): RowEvent {
  return at(99, { windowStart: 0, windowEnd: 100, all: values });
}

const threes = countTrigger(3);

test("the timeout trigger fires so long after the first record, if the other trigger has not", () =>
  verifyTrigger(
    timeoutTrigger(threes, { after: 10 }),
    whole,
    [
      row(1),
      processingTime(6),
      row(2),
      processingTime(9),
      crash,
      processingTime(10),
      row(3),
      row(4),
      processingTime(15),
      row(5),
    ],
    [ofWhole(1, 2), ofWhole(1, 2, 3, 4, 5)],
  ));

test("the timeout can count from the newest record", () =>
  verifyTrigger(
    timeoutTrigger(threes, { after: 10, since: "newest" }),
    whole,
    [row(1), processingTime(6), row(2), crash, processingTime(15), processingTime(16)],
    [ofWhole(1, 2)],
  ));

test("a firing of the other trigger ends the waiting", () =>
  verifyTrigger(
    timeoutTrigger(countTrigger(2), { after: 10 }),
    whole,
    [row(1), processingTime(6), row(2), processingTime(50)],
    [ofWhole(1, 2)],
  ));

test("the other trigger goes on counting over a timeout if it is told to", () =>
  verifyTrigger(
    timeoutTrigger(threes, { after: 10, onTimeout: "goOn" }),
    whole,
    [row(1), row(2), processingTime(10), row(3)],
    [ofWhole(1, 2), ofWhole(1, 2, 3)],
  ));

const clock = processingTime;

test.each<[string, Trigger<number>, WindowAssigner, readonly InputEvent[], readonly OutputEvent[]]>([
  [
    "counts",
    threes,
    whole,
    [row(1), row(2), clock(10), crash, row(3), row(4), clock(15), row(5)],
    [ofWhole(1, 2), ofWhole(1, 2, 3, 4, 5)],
  ],
  [
    "the row that others are compared with",
    deltaTrigger(5, (last: number, next: number) => next - last),
    whole,
    [row(1), clock(10), crash, row(7), row(12), row(13)],
    [ofWhole(1), ofWhole(1, 7, 12, 13)],
  ],
  [
    "the next time of event time",
    continuousEventTimeTrigger(10),
    hundreds,
    [at(3, 1), clock(10), crash, watermark(10), watermark(99)],
    [ofHundred(1), watermark(10), watermark(99)],
  ],
  [
    "the next time by the clock",
    continuousProcessingTimeTrigger(100),
    whole,
    [row(1), clock(10), crash, clock(100)],
    [ofWhole(1)],
  ],
  [
    "the end of the window",
    eventTimeTrigger(),
    tens,
    [at(3, 1), clock(10), crash, watermark(9)],
    [of(0, 1), watermark(9)],
  ],
  [
    "the end of the window by the clock",
    processingTimeTrigger(),
    tumbling(100, { time: "processing" }),
    [row(1), clock(10), crash, clock(100)],
    [ofHundred(1)],
  ],
  ["the end of the input", endOfStreamTrigger(), whole, [at(1, 1), clock(10), crash, end], [ofWhole(1), end]],
  [
    "what its early trigger counted",
    eventTimeTrigger({ early: threes }),
    tens,
    [at(1, 1), at(2, 2), clock(10), crash, at(3, 3), watermark(5), watermark(9)],
    [of(0, 1, 2), watermark(5), of(0, 1, 2, 3), watermark(9)],
  ],
])("at a timeout the other trigger starts anew: %s", (_, trigger, window, input, output) =>
  verifyTrigger(timeoutTrigger(trigger, { after: 10 }), window, input, output),
);

test("at a timeout late records start anew, too: what they counted, and that some were not shown", () => {
  const late = timeoutTrigger(eventTimeTrigger({ late: threes }), { after: 10 });
  verifyTrigger(
    late,
    tens,
    [at(1, 1), watermark(9), at(2, 2), at(3, 3), clock(10), crash, at(4, 4), watermark(12), watermark(14)],
    [of(0, 1), watermark(9), of(0, 1, 2, 3), watermark(12), of(0, 1, 2, 3, 4), watermark(14)],
    5,
  );
  verifyTrigger(
    late,
    tens,
    [at(1, 1), watermark(9), at(2, 2), at(3, 3), clock(10), crash, watermark(14)],
    [of(0, 1), watermark(9), of(0, 1, 2, 3), watermark(14)],
    5,
  );
});

test("what the other trigger waits for by the clock is set anew by the next record", () =>
  verifyTrigger(
    timeoutTrigger(continuousProcessingTimeTrigger(100), { after: 60 }),
    whole,
    [row(1), clock(60), crash, row(2), clock(110)],
    [ofWhole(1), ofWhole(1, 2)],
  ));

test("a firing takes back the timeout, and what triggers around it go by", () =>
  verifyTrigger(
    timeoutTrigger(timeoutTrigger(countTrigger(2), { after: 10 }), { after: 30 }),
    whole,
    [row(1), processingTime(5), row(2), processingTime(6), row(3), crash, processingTime(10), processingTime(16)],
    [ofWhole(1, 2), ofWhole(1, 2, 3)],
  ));

test("a purging trigger around it purges at timeouts, too", () =>
  verifyTrigger(
    purgingTrigger(timeoutTrigger(threes, { after: 10 })),
    whole,
    [row(1), row(2), processingTime(10), crash, row(3), processingTime(20)],
    [ofWhole(1, 2), ofWhole(3)],
  ));
