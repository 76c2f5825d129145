import { test } from "vitest";
import { crash, end, processingTime, row } from "../../../../core/testing/event.ts";
import { continuousProcessingTimeTrigger } from "../../../../core/time/triggers/continuous-processing-time-trigger.ts";
import { ofWhole, verifyTrigger, whole } from "./trigger-case.ts";

test("the continuous processing-time trigger fires at multiples of its interval by the clock, and when the input ends", () =>
  verifyTrigger(
    continuousProcessingTimeTrigger(10),
    whole,
    [processingTime(3), row(1), processingTime(9), crash, processingTime(10), row(2), processingTime(20), row(4), end],
    [ofWhole(1), ofWhole(1, 2), ofWhole(1, 2, 4), end],
  ));
