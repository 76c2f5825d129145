import { test } from "vitest";
import { crash, processingTime, row } from "../../../../core/testing/event.ts";
import { countTrigger } from "../../../../core/time/triggers/count-trigger.ts";
import { purgingTrigger } from "../../../../core/time/triggers/purging-trigger.ts";
import { timeoutTrigger } from "../../../../core/time/triggers/timeout-trigger.ts";
import { ofWhole, verifyTrigger, whole } from "./trigger-case.ts";

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

test("a purging trigger around it purges at timeouts, too", () =>
  verifyTrigger(
    purgingTrigger(timeoutTrigger(threes, { after: 10 })),
    whole,
    [row(1), row(2), processingTime(10), crash, row(3), processingTime(20)],
    [ofWhole(1, 2), ofWhole(3)],
  ));
