import { expect, test } from "vitest";
import { durationMs, durationText, positiveMs } from "../../../core/time/duration.ts";

test("a duration is milliseconds, or text of numbers and units", () => {
  const durations = {
    "250ms": 250,
    "5s": 5000,
    "1.5h": 5_400_000,
    "1h 30m": 5_400_000,
    "2m": 120_000,
    "7d": 604_800_000,
    "1w": 604_800_000,
    " 3 s ": 3000,
    "-8h": -28_800_000,
  };
  for (const [text, ms] of Object.entries(durations)) expect(durationMs(text, "gap")).toBe(ms);
  expect(durationMs(42, "gap")).toBe(42);
});

test("other text is refused with the option's name and what can be written", () => {
  for (const text of ["", "5", "s", "5 lightyears", "5s!", "1h30", "NaNs"]) {
    expect(() => durationMs(text, "the gap")).toThrow(
      `Cannot take ${JSON.stringify(text)} as the gap as it must be a duration`,
    );
  }
  expect(() => durationMs(Number.NaN, "the gap")).toThrow(
    'Cannot take NaN as the gap as it must be a duration: got NaN; use milliseconds or text like "250ms", "5s"',
  );
});

test("a duration of 2^53 ms and more is refused: times would not move by less", () => {
  expect(durationMs(Number.MAX_SAFE_INTEGER, "the gap")).toBe(2 ** 53 - 1);
  for (const [given, text] of [
    [2 ** 53, "9007199254740992"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    ["200000000000d", '"200000000000d"'],
  ] as const) {
    expect(() => durationMs(given, "the gap")).toThrow(
      `Cannot take ${text} as the gap as it must be a duration of less than 2^53 ms: got ${text}; ` +
        'durations are in ms, not micro- or nanoseconds: use for instance 5000 or "5s"',
    );
  }
});

test("a size must be a whole number of milliseconds above nothing", () => {
  for (const size of [0, -1, 0.5, "0s", "0.1ms"]) {
    expect(() => positiveMs(size, "the size")).toThrow("as the size as it must be a whole number of ms above 0");
  }
});

test("a duration is told in the largest unit that says it exactly", () => {
  expect([0, 250, 5000, 90_000, 3_600_000, 172_800_000].map(durationText)).toEqual([
    "0 ms",
    "250 ms",
    "5 s",
    "90 s",
    "1 h",
    "2 d",
  ]);
});
