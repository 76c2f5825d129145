import { test } from "vitest";
import { at, crash, end, watermark } from "../../../../core/testing/event.ts";
import { endOfStreamTrigger } from "../../../../core/time/triggers/end-of-stream-trigger.ts";
import { ofWhole, verifyTrigger, whole } from "./trigger-case.ts";

test("the end-of-stream trigger fires when the input has ended", () =>
  verifyTrigger(
    endOfStreamTrigger(),
    whole,
    [at(1, 1), watermark(1e12), crash, at(2, 2), end],
    [watermark(1e12), ofWhole(1, 2), end],
  ));
