import { expect, test } from "vitest";
import { from, watermarkStrategy } from "../../../core/mod.ts";

test("a strategy is asked every 200 ms unless it says how often, and remembers nothing unless it says what", () => {
  const strategy = watermarkStrategy({ name: "s", onPeriod: () => 1 });
  expect([
    strategy.everyMs,
    strategy.start(),
    watermarkStrategy({ name: "s", onPeriod: () => 1, every: "1m" }).everyMs,
  ]).toEqual([200, undefined, 60_000]);
});

test("a strategy without functions is refused", () => {
  expect(() => watermarkStrategy({ name: "empty" })).toThrow(
    'Cannot build the watermark strategy "empty" as something must give watermarks: got neither onRow nor onPeriod; ' +
      'give one of them, or say watermarks: "none"',
  );
});

test("watermarks are made in one way", () => {
  const strategy = watermarkStrategy({ name: "s", onRow: () => 1 });
  const dataset = from([{ at: 1 }]);
  expect(() => dataset.withEventTime((row) => row.at, { outOfOrder: "5s", watermarks: strategy })).toThrow(
    'Cannot make watermarks in two ways as one must say how far event time is: got outOfOrder "5s" and watermarks; leave one of them out',
  );
  expect(() => dataset.withEventTime((row) => row.at, { watermarks: "never" as "none" })).toThrow(
    'Cannot make watermarks of "never" as they must be a strategy or "none"',
  );
  expect(() => dataset.withEventTime((row) => row.at, { watermarks: ((row: unknown) => row) as never })).toThrow(
    'Cannot make watermarks of a function as they must be a strategy or "none"',
  );
  expect(() => dataset.withEventTime((row) => row.at, { align: { group: "", maxDrift: 1 } })).toThrow(
    /its group must have a name/,
  );
});
