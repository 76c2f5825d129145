import { expect, test } from "vitest";
import { countWindow, customWindow, globalWindow, session, sliding, tumbling } from "../../../core/mod.ts";
import { batchingOf } from "../../../ml/online/every.ts";

test("a number, and windows in which each row is once, say when there is a model", () => {
  expect(batchingOf(32)).toEqual({ by: "count", rows: 32 });
  expect(batchingOf(countWindow(5))).toEqual({ by: "count", rows: 5 });
  expect(batchingOf(globalWindow())).toEqual({ by: "end" });
  expect(batchingOf(session("1s"))).toEqual({ by: "session", gapMs: 1000 });
  expect(batchingOf(tumbling("1m", { offset: "10s" }))).toEqual({ by: "tumbling", sizeMs: 60_000, offsetMs: 10_000 });
  expect(batchingOf(tumbling("1m", { time: "processing" }))).toEqual({ by: "clock", sizeMs: 60_000, offsetMs: 0 });
});

test("others do not", () => {
  const others = [
    0,
    -1,
    2.5,
    Number.NaN,
    "1m",
    null,
    sliding("2s", { every: "1s" }),
    session("1s", { time: "processing" }),
    tumbling("1d", { zone: "Europe/Berlin" }),
    countWindow(4, { every: 2 }),
    customWindow("own", (_, time) => [{ start: time, end: time + 1 }]),
  ];
  for (const other of others) expect(batchingOf(other as never)).toBeUndefined();
});
