import { expect, test } from "vitest";
import { at, crash, row, watermark } from "../../../../core/testing/event.ts";
import { countTrigger } from "../../../../core/time/triggers/count-trigger.ts";
import { session } from "../../../../core/time/window.ts";
import { of, ofWhole, tens, verifyTrigger, whole } from "./trigger-case.ts";

test("the count trigger fires with every so many records and starts counting anew", () =>
  verifyTrigger(countTrigger(2), whole, [row(1), row(2), crash, row(3), row(4)], [ofWhole(1, 2), ofWhole(1, 2, 3, 4)]));

test("! the count trigger does not fire at the end of a window", () =>
  verifyTrigger(countTrigger(2), tens, [at(1, 1), at(2, 2), at(3, 3), watermark(50)], [of(0, 1, 2), watermark(50)]));

test("the count trigger adds the counts of sessions that merge", () =>
  verifyTrigger(
    countTrigger(4),
    session(5),
    [at(0, 1), at(10, 2), at(11, 4), crash, at(5, 8)],
    [at(15, { windowStart: 0, windowEnd: 16, all: [1, 2, 4, 8] })],
  ));

test("a count trigger counts to a whole number above 0", () => {
  expect(() => countTrigger(0)).toThrow(/size must be a whole number above 0: got 0; use for instance/);
});
