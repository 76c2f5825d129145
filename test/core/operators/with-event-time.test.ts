import { describe, expect, test } from "vitest";
import { type EventTimeSpec, withEventTime } from "../../../core/operators/with-event-time.ts";
import { at, crash, end, processingTime, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { watermarkStrategy } from "../../../core/time/watermark-strategy.ts";

interface Event {
  readonly at: number | Date | null;
}

const timeOf = (event: Event) => event.at;

const eventTime = (lambda: (row: never) => unknown, watermarks: EventTimeSpec["watermarks"] = 0) =>
  withEventTime({ timeOf: lambda as EventTimeSpec["timeOf"], watermarks });

test("! the watermark trails the newest time by the bound and one millisecond", () =>
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

test("a time that no Date can hold is a failed record: 1.7e18 is in nanoseconds", () =>
  verifyOperator(eventTime(timeOf), {
    input: [1, 1.7e18, -1.7e18, 8.64e15 + 1, 1e300, 8.64e15, -8.64e15].map((time) => row({ at: time })),
    output: [
      at(1, { at: 1 }),
      watermark(0),
      at(8.64e15, { at: 8.64e15 }),
      watermark(8.64e15 - 1),
      at(-8.64e15, { at: -8.64e15 }),
    ],
    failures: [
      /must be ms since the epoch within ±8.64e15, as a Date can hold: got 1700000000000000000; it looks like nanoseconds: divide it by 1e6/,
      /got -1700000000000000000; it looks like nanoseconds/,
      /got 8640000000000001; it looks like micro- or nanoseconds: divide it by 1e3 or 1e6/,
      /got 1e\+300; give ms, as in Date.now\(\)/,
    ],
  }));

test("nanoseconds as bigint are told apart too, and so are times that the source gave", () => {
  verifyOperator(
    eventTime((event: { at: bigint }) => event.at),
    {
      input: [row({ at: 1_700_000_000_000_000_000n }), row({ at: 5n })],
      output: [at(5, { at: 5n }), watermark(4)],
      failures: [/got 1700000000000000000; it looks like nanoseconds/],
    },
  );
  verifyOperator(withEventTime({ timeOf: undefined, watermarks: 2 }), {
    input: [at(10, "a"), at(1.7e18, "b"), at(20, "c")],
    output: [at(10, "a"), watermark(7), at(20, "c"), watermark(17)],
    failures: [/Cannot take an event time in withEventTime .*got 1700000000000000000; it looks like nanoseconds/],
  });
});

test("the time that the source gave is kept where no lambda gives another", () =>
  verifyOperator(withEventTime({ timeOf: undefined, watermarks: 2 }), {
    input: [at(10, "a"), at(7, "b"), at(20, "c"), end],
    output: [at(10, "a"), watermark(7), at(7, "b"), at(20, "c"), watermark(17), end],
  }));

test("a source that gives no time is told apart from one that does", () => {
  const without = () =>
    verifyOperator(withEventTime({ timeOf: undefined, watermarks: 0 }), { input: [row("a")], output: [] });
  expect(without).toThrow(
    "Cannot take event time from the source in withEventTime as it must give its records a time: got records without one; " +
      "say where it is, as in withEventTime((row) => row.at)",
  );
});

describe("strategies", () => {
  test("with none there is no watermark before the end", () =>
    verifyOperator(eventTime(timeOf, "none"), {
      input: [row({ at: 10 }), row({ at: 20 }), end],
      output: [at(10, { at: 10 }), at(20, { at: 20 }), end],
      exchange: ["rebalance"],
    }));

  const heartbeats = watermarkStrategy({
    name: "heartbeats",
    onRow: (event: { at: number; beat?: number }) => event.beat,
  });

  test("punctuated: each row may tell a watermark, and a lower one than before is never emitted", () =>
    verifyOperator(eventTime(timeOf, heartbeats), {
      input: [row({ at: 10 }), row({ at: 20, beat: 15 }), row({ at: 30, beat: 12 }), crash, row({ at: 40, beat: 16 })],
      output: [
        at(10, { at: 10 }),
        at(20, { at: 20, beat: 15 }),
        watermark(15),
        at(30, { at: 30, beat: 12 }),
        at(40, { at: 40, beat: 16 }),
        watermark(16),
      ],
    }));

  const periodic = watermarkStrategy({
    name: "newest, every second",
    start: () => ({ newest: Number.NEGATIVE_INFINITY }),
    onRow: (_row: unknown, timeMs, memory) => {
      memory.newest = Math.max(memory.newest, timeMs);
      return undefined;
    },
    onPeriod: ({ newest }) => (Number.isFinite(newest) ? newest - 1 : undefined),
    every: "1s",
  });

  test("periodic: asked every so often by processing time, with what it remembers of the rows", () =>
    verifyOperator(eventTime(timeOf, periodic), {
      input: [
        processingTime(1000),
        row({ at: 10 }),
        row({ at: 7 }),
        processingTime(1999),
        processingTime(2000),
        crash,
        processingTime(3000),
        row({ at: 50 }),
        processingTime(4000),
      ],
      output: [at(10, { at: 10 }), at(7, { at: 7 }), watermark(9), at(50, { at: 50 }), watermark(49)],
    }));

  test("a watermark that is no time is refused in words", () => {
    for (const told of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = watermarkStrategy({ name: "broken", onRow: (_row: unknown) => told });
      expect(() => verifyOperator(eventTime(timeOf, broken), { input: [row({ at: 1 })], output: [] })).toThrow(
        `Cannot advance event time by the watermark strategy "broken" as a watermark must be a finite number of ms: got ${told}; ` +
          "give undefined where there is nothing to say",
      );
    }
  });

  test("a watermark in nanoseconds is refused as such", () => {
    const broken = watermarkStrategy({ name: "broken", onRow: (_row: unknown) => 1.7e18 });
    expect(() => verifyOperator(eventTime(timeOf, broken), { input: [row({ at: 1 })], output: [] })).toThrow(
      'by the watermark strategy "broken" as a watermark must be ms since the epoch within ±8.64e15, as a Date can hold: ' +
        "got 1700000000000000000; it looks like nanoseconds: divide it by 1e6",
    );
  });
});
