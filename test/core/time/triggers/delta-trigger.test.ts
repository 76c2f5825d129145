import { test } from "vitest";
import { crash, row } from "../../../../core/testing/event.ts";
import { deltaTrigger } from "../../../../core/time/triggers/delta-trigger.ts";
import { ofWhole, verifyTrigger, whole } from "./trigger-case.ts";

test("the delta trigger fires when a record is further than the threshold from the one that fired last", () =>
  verifyTrigger(
    deltaTrigger(5, (last: number, next: number) => next - last),
    whole,
    [row(1), row(6), crash, row(7), row(8), row(12), crash, row(13)],
    [ofWhole(1, 6, 7), ofWhole(1, 6, 7, 8, 12, 13)],
  ));
