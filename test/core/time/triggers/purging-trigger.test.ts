import { test } from "vitest";
import { at, crash, row, watermark } from "../../../../core/testing/event.ts";
import { countTrigger } from "../../../../core/time/triggers/count-trigger.ts";
import { eventTimeTrigger } from "../../../../core/time/triggers/event-time-trigger.ts";
import { purgingTrigger } from "../../../../core/time/triggers/purging-trigger.ts";
import { of, ofWhole, tens, verifyTrigger, whole } from "./trigger-case.ts";

test("the purging trigger forgets the records that have fired", () =>
  verifyTrigger(
    purgingTrigger(countTrigger(2)),
    whole,
    [row(1), row(2), crash, row(3), row(4)],
    [ofWhole(1, 2), ofWhole(3, 4)],
  ));

test("a purged window goes on with late records alone", () =>
  verifyTrigger(
    purgingTrigger(eventTimeTrigger()),
    tens,
    [at(1, 1), watermark(9), at(2, 2), at(3, 4)],
    [of(0, 1), watermark(9), of(0, 2), of(0, 4)],
    5,
  ));
