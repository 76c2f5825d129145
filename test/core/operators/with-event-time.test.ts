import { test } from "vitest";
import { type EventTimeSpec, withEventTime } from "../../../core/operators/with-event-time.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

interface Event {
  readonly at: number | Date | null;
}

const timeOf = (event: Event) => event.at;

const eventTime = (lambda: (row: never) => unknown, watermarks: EventTimeSpec["watermarks"] = 0) =>
  withEventTime({ timeOf: lambda as EventTimeSpec["timeOf"], watermarks });

test("the watermark trails the newest time by the bound and one millisecond", () =>
  verifyOperator(eventTime(timeOf, 5), {
    input: [row({ at: 10 }), row({ at: 7 }), row({ at: 20 }), end],
    output: [at(10, { at: 10 }), watermark(4), at(7, { at: 7 }), at(20, { at: 20 }), watermark(14), end],
  }));

test("times before the epoch and at it are times", () =>
  verifyOperator(eventTime(timeOf), {
    input: [row({ at: -1000 }), row({ at: -1 }), row({ at: 0 })],
    output: [
      at(-1000, { at: -1000 }),
      watermark(-1001),
      at(-1, { at: -1 }),
      watermark(-2),
      at(0, { at: 0 }),
      watermark(-1),
    ],
  }));

test("the watermark does not go back after a restore", () =>
  verifyOperator(eventTime(timeOf), {
    input: [row({ at: 100 }), crash, row({ at: 5 }), crash, row({ at: 101 })],
    output: [at(100, { at: 100 }), watermark(99), at(5, { at: 5 }), at(101, { at: 101 }), watermark(100)],
  }));

test("watermarks of the input are not passed on, but its end is", () =>
  verifyOperator(eventTime(timeOf), {
    input: [row({ at: 3 }), watermark(50), row({ at: 4 }), end],
    output: [at(3, { at: 3 }), watermark(2), at(4, { at: 4 }), watermark(3), end],
  }));

test("a Date is a time", () =>
  verifyOperator(
    eventTime((event: Event) => event.at),
    {
      input: [row({ at: new Date(8) }), row({ at: new Date(9) })],
      output: [at(8, { at: new Date(8) }), watermark(7), at(9, { at: new Date(9) }), watermark(8)],
    },
  ));

test("new times take the place of old ones", () =>
  verifyOperator(
    eventTime((n: number) => n * 10),
    {
      input: [at(999, 1), at(999, 2)],
      output: [at(10, 1), watermark(9), at(20, 2), watermark(19)],
      exchange: ["rebalance"],
    },
  ));

test("a time that is NaN, null or infinite is a failed record, and does not move the watermark", () =>
  verifyOperator(eventTime(timeOf), {
    input: [{ at: 1 }, { at: Number.NaN }, { at: null }, { at: Number.POSITIVE_INFINITY }, { at: 2 }].map(row),
    output: [at(1, { at: 1 }), watermark(0), at(2, { at: 2 }), watermark(1)],
    failures: [/got NaN; filter such rows out/, /got null; /, /got Infinity; /],
  }));
