import { test } from "vitest";
import { crash, processingTime, row } from "../../../../core/testing/event.ts";
import { processingTimeTrigger } from "../../../../core/time/triggers/processing-time-trigger.ts";
import { tumbling } from "../../../../core/time/window.ts";
import { of, verifyTrigger } from "./trigger-case.ts";

test("the processing-time trigger fires when the clock reaches the end of the window: until then records may come", () =>
  verifyTrigger(
    processingTimeTrigger(),
    tumbling(10, { time: "processing" }),
    [processingTime(2), row(1), processingTime(8), crash, row(2), processingTime(9), row(3), processingTime(10)],
    [of(0, 1, 2, 3)],
  ));
