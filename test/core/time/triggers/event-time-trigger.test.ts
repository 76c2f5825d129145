import { test } from "vitest";
import { at, crash, watermark } from "../../../../core/testing/event.ts";
import { eventTimeTrigger } from "../../../../core/time/triggers/event-time-trigger.ts";
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
