import { expect, test } from "vitest";
import { at, crash, end, processingTime, watermark } from "../../../../core/testing/event.ts";
import { countTrigger } from "../../../../core/time/triggers/count-trigger.ts";
import { deltaTrigger } from "../../../../core/time/triggers/delta-trigger.ts";
import { eventTimeTrigger } from "../../../../core/time/triggers/event-time-trigger.ts";
import { purgingTrigger } from "../../../../core/time/triggers/purging-trigger.ts";
import { session } from "../../../../core/time/window.ts";
import { of, tens, verifyTrigger } from "./trigger-case.ts";

test("the event-time trigger fires once the watermark reaches the last time of the window", () =>
  verifyTrigger(
    eventTimeTrigger(),
    tens,
    [at(1, 1), watermark(8), crash, at(2, 2), watermark(9)],
    [watermark(8), of(0, 1, 2), watermark(9)],
  ));

test("! the event-time trigger fires with every record once the watermark has passed the window", () =>
  verifyTrigger(
    eventTimeTrigger(),
    tens,
    [watermark(9), at(1, 1), crash, at(2, 2)],
    [watermark(9), of(0, 1), of(0, 1, 2)],
    5,
  ));

test("early results come by another trigger, and the one at the end all the same", () =>
  verifyTrigger(
    eventTimeTrigger({ early: countTrigger(2) }),
    tens,
    [at(1, 1), at(2, 2), crash, at(3, 3), watermark(9), at(4, 4)],
    [of(0, 1, 2), of(0, 1, 2, 3), watermark(9), of(0, 1, 2, 3, 4)],
    5,
  ));

test("early results may come every so often by the clock, wherever event time is", () =>
  verifyTrigger(
    eventTimeTrigger({ early: "5s" }),
    tens,
    [processingTime(20_001), at(1, 1), crash, processingTime(25_000), at(2, 2), processingTime(30_000), watermark(9)],
    [of(0, 1), of(0, 1, 2), of(0, 1, 2), watermark(9)],
  ));

test("late results come when another trigger says, not with every record", () =>
  verifyTrigger(
    eventTimeTrigger({ late: countTrigger(2) }),
    tens,
    [at(1, 1), watermark(9), at(2, 2), crash, at(3, 3), at(4, 4), watermark(20)],
    [of(0, 1), watermark(9), of(0, 1, 2, 3), of(0, 1, 2, 3, 4), watermark(20)],
    5,
  ));

test("late records that no late result has shown are shown before the window is forgotten, and only those", () => {
  const byTheClock = eventTimeTrigger({ late: "5s" });
  verifyTrigger(
    byTheClock,
    tens,
    [at(1, 1), watermark(9), at(2, 2), crash, watermark(13), watermark(14), processingTime(20_000)],
    [of(0, 1), watermark(9), watermark(13), of(0, 1, 2), watermark(14)],
    5,
  );
  verifyTrigger(
    byTheClock,
    tens,
    [processingTime(1), at(1, 1), watermark(9), at(2, 2), processingTime(5000), crash, watermark(14)],
    [of(0, 1), watermark(9), of(0, 1, 2), watermark(14)],
    5,
  );
  verifyTrigger(
    purgingTrigger(byTheClock),
    session(5),
    [at(1, 1), watermark(5), at(4, 2), crash, end],
    [
      at(5, { windowStart: 1, windowEnd: 6, all: [1] }),
      watermark(5),
      at(8, { windowStart: 1, windowEnd: 9, all: [2] }),
      end,
    ],
    Number.POSITIVE_INFINITY,
  );
});

test("what an early trigger counted is not counted late", () =>
  verifyTrigger(
    eventTimeTrigger({ early: countTrigger(2), late: countTrigger(2) }),
    tens,
    [at(1, 1), watermark(9), at(2, 2), at(3, 3)],
    [of(0, 1), watermark(9), of(0, 1, 2, 3)],
    5,
  ));

test("in a purging trigger each result is of what came since the last one", () =>
  verifyTrigger(
    purgingTrigger(eventTimeTrigger({ early: countTrigger(2) })),
    tens,
    [at(1, 1), at(2, 2), at(3, 3), watermark(9), at(4, 4)],
    [of(0, 1, 2), of(0, 3), watermark(9), of(0, 4)],
    5,
  ));

test("sessions that merge take over what their early triggers counted", () =>
  verifyTrigger(
    eventTimeTrigger({ early: countTrigger(3) }),
    session(5),
    [at(0, 1), at(10, 2), crash, at(5, 3), watermark(14)],
    [
      at(14, { windowStart: 0, windowEnd: 15, all: [1, 2, 3] }),
      at(14, { windowStart: 0, windowEnd: 15, all: [1, 2, 3] }),
      watermark(14),
    ],
  ));

test("it merges if both of its triggers do, and reads rows if one of them does", () => {
  const delta = deltaTrigger<number>(3, (a, b) => b - a);
  expect(eventTimeTrigger({ early: "1s", late: countTrigger(2) }).onMerge).toBeDefined();
  expect(eventTimeTrigger({ early: delta }).onMerge).toBeUndefined();
  expect(eventTimeTrigger({ late: delta }).ignoresRows).toBeUndefined();
  expect(eventTimeTrigger({ early: "1s" }).ignoresRows).toBe(true);
  expect(eventTimeTrigger({ early: countTrigger(2), late: "1m" }).name).toBe(
    "event time; early: count 2; late: continuous processing time, every 1 m",
  );
});
