import {
  collect,
  count,
  countEvictor,
  countTrigger,
  countWindow,
  cumulate,
  type Dataset,
  deltaEvictor,
  endOfStreamTrigger,
  globalWindow,
  maxBy,
  min,
  purgingTrigger,
  session,
  sliding,
  sum,
  timeEvictor,
  tumbling,
  type WindowedDataset,
} from "millrace";
import { at, crash, end, harness, type InputEvent, processingTime, row, watermark } from "millrace/testing";
import { expect, test } from "vitest";

// The rows of the catalogue of windows, one by one, as a user meets them. A crash is thrown in where it could tell.

type Numbers = Dataset<number>;

/** What comes out: `[start, end): values` for each result, then what was late. */
async function played(
  windows: (input: Numbers) => WindowedDataset<number, unknown>,
  ...events: readonly InputEvent[]
): Promise<{ fired: string[]; late: unknown[]; times: (number | undefined)[] }> {
  const driven = await harness((input: Numbers) => windows(input).aggregate({ values: collect((n) => n) }));
  const fired: string[] = [];
  const times: (number | undefined)[] = [];
  for (const event of events) {
    await driven.send(event);
    for (const out of driven.output()) {
      if (out.event !== "row") continue;
      const { windowStart, windowEnd, values } = out.value as Record<string, number> & { values: number[] };
      fired.push(`${windowStart === undefined ? "" : `[${windowStart}, ${windowEnd}): `}${values.join(" ")}`);
      times.push(out.timeMs);
    }
  }
  const late = driven.side("late").map(({ value }) => value);
  await driven.close();
  return { fired, late, times };
}

/** A record whose value is its time. */
const n = (timeMs: number): InputEvent => at(timeMs, timeMs);

test("! a window starts at or before its records, also at negative times and with an offset", async () => {
  const tens = await played((rows) => rows.windowAll(tumbling(10)), n(-1), n(-10), n(-11), n(0), crash, end);
  expect(tens.fired).toEqual(["[-20, -10): -11", "[-10, 0): -1 -10", "[0, 10): 0"]);
  const shifted = await played((rows) => rows.windowAll(tumbling(24, { offset: -8 })), n(-9), n(-8), n(15), n(16), end);
  expect(shifted.fired).toEqual(["[-32, -8): -9", "[-8, 16): -8 15", "[16, 40): 16"]);
});

test("a window holds its start and not its end, and its results have the last time before it", async () => {
  const { fired, times } = await played((rows) => rows.windowAll(tumbling(10)), n(0), n(9), n(10), end);
  expect(fired).toEqual(["[0, 10): 0 9", "[10, 20): 10"]);
  expect(times).toEqual([9, 19]);
});

test("sliding windows whose size is no multiple of the slide have some records once less", async () => {
  const { fired } = await played((rows) => rows.windowAll(sliding(10, { every: 4 })), n(1), n(3), end);
  expect(fired).toEqual(["[-8, 2): 1", "[-4, 6): 1 3", "[0, 10): 1 3"]);
});

test("cumulate windows begin together and end a step apart", async () => {
  const { fired } = await played((rows) => rows.windowAll(cumulate(5, { upTo: 10 })), n(1), n(7), n(12), end);
  expect(fired).toEqual(["[0, 5): 1", "[0, 10): 1 7", "[10, 15): 12", "[10, 20): 12"]);
});

const hour = 3_600_000;

test("the days of a zone have 23 and 25 hours where its clock changes", async () => {
  const days = (rows: Numbers) => rows.windowAll(tumbling("1d", { zone: "Europe/Berlin" }));
  for (const [midnight, hours] of [
    ["2026-03-28T23:00Z", 23],
    ["2026-10-24T22:00Z", 25],
  ] as const) {
    const start = Date.parse(midnight);
    const ends = start + hours * hour;
    const { fired } = await played(days, n(start - 1), n(start), n(ends - 1), crash, n(ends), end);
    expect(fired).toEqual([
      `[${start - 24 * hour}, ${start}): ${start - 1}`,
      `[${start}, ${ends}): ${start} ${ends - 1}`,
      `[${ends}, ${ends + 24 * hour}): ${ends}`,
    ]);
  }
});

test("an hour that a clock shows twice is one of two hours; one that it leaves out is none", async () => {
  const hours = (rows: Numbers) => rows.windowAll(cumulate("1h", { upTo: "1d", zone: "Europe/Berlin" }));
  const day = Date.parse("2026-10-24T22:00Z");
  const long = await played(hours, n(day), watermark(day + 26 * hour));
  const ends = long.fired.map((text) => (Number(text.slice(text.indexOf(",") + 1, text.indexOf(")"))) - day) / hour);
  expect(ends).toEqual([1, 2, 4, ...Array.from({ length: 21 }, (_, k) => k + 5)]);
  const short = await played(hours, n(Date.parse("2026-03-28T23:00Z")), end);
  expect(short.fired).toHaveLength(23);
});

test("! sessions merge when they touch: a record exactly the gap later is of the same one", async () => {
  const { fired } = await played((rows) => rows.windowAll(session(5)), n(0), n(5), n(11), crash, end);
  expect(fired).toEqual(["[0, 10): 0 5", "[11, 16): 11"]);
});

test("! a dynamic gap that is not above 0 is an error of its record", async () => {
  const driven = await harness((rows: Numbers) =>
    rows.windowAll(session((value: number) => value)).aggregate({ rows: count() }, { onError: "skip" }),
  );
  await driven.send(at(0, 3), at(1, 0), at(2, -1), at(3, 2), end);
  expect(driven.output()).toEqual([at(4, { windowStart: 0, windowEnd: 5, rows: 2 }), end]);
  expect(driven.count("numRecordsSkipped")).toBe(2);
  await driven.close();
});

test("! lateness is judged by the merged session: a live one rescues a record that is late by itself", async () => {
  const sessions = (rows: Numbers) => rows.windowAll(session(10));
  const rescued = await played(sessions, n(12), watermark(14), n(4), crash, end);
  expect(rescued).toMatchObject({ fired: ["[4, 22): 12 4"], late: [] });
  const alone = await played(sessions, n(40), watermark(14), n(4), end);
  expect(alone).toMatchObject({ fired: ["[40, 50): 40"], late: [4] });
});

test("! a global window gives nothing without a trigger", async () => {
  const { fired } = await played((rows) => rows.windowAll(globalWindow()), n(1), n(2), end);
  expect(fired).toEqual([]);
});

test("a whole stream is one window where it fires at its end", async () => {
  const whole = (rows: Numbers) => rows.windowAll(globalWindow()).trigger(endOfStreamTrigger());
  const { fired, times } = await played(whole, n(1), watermark(50), n(2), crash, end);
  expect(fired).toEqual(["1 2"]);
  expect(times).toEqual([undefined]);
});

test("! a late record that is allowed fires its window each time, with all records so far", async () => {
  const windows = (rows: Numbers) => rows.windowAll(tumbling(10)).allowedLateness(5);
  const { fired, late } = await played(windows, n(1), watermark(9), n(2), crash, n(3), watermark(14), n(4));
  expect(fired).toEqual(["[0, 10): 1", "[0, 10): 1 2", "[0, 10): 1 2 3"]);
  expect(late).toEqual([4]);
});

test("a window that nobody had opened is opened by a late record that is allowed, and fires", async () => {
  const { fired } = await played((rows) => rows.windowAll(tumbling(10)).allowedLateness(5), watermark(12), n(2));
  expect(fired).toEqual(["[0, 10): 2"]);
});

test("! a lateness that goes beyond all times keeps windows to the end of the input", async () => {
  for (const lateness of [Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    for (const window of [tumbling(10), session(10), sliding(10, { every: 10 })]) {
      const windows = (rows: Numbers) => rows.windowAll(window as never).allowedLateness(lateness);
      const { fired, late } = await played(windows, n(0), watermark(8e15), n(0), crash, end);
      expect(fired).toEqual(["[0, 10): 0", "[0, 10): 0 0"]);
      expect(late).toEqual([]);
    }
  }
});

test("! records that only some of their windows are closed for are not late", async () => {
  const windows = (rows: Numbers) => rows.windowAll(sliding(10, { every: 5 }));
  const { fired, late } = await played(windows, watermark(9), n(7), n(4), end);
  expect(fired).toEqual(["[5, 15): 7"]);
  expect(late).toEqual([4]);
});

test("late records are counted", async () => {
  const driven = await harness((rows: Numbers) => rows.windowAll(tumbling(10)).aggregate({ rows: count() }));
  await driven.send(watermark(20), at(1, 1), at(2, 2), at(25, 3));
  expect(driven.count("numLateRecordsDropped")).toBe(2);
  await driven.close();
});

test("! a trigger replaces that of the window: one that counts never fires at the end", async () => {
  const windows = (rows: Numbers) => rows.windowAll(tumbling(10)).trigger(countTrigger(2));
  const { fired } = await played(windows, n(1), n(2), n(3), crash, end);
  expect(fired).toEqual(["[0, 10): 1 2"]);
});

test("firing keeps what is in a window; purging forgets it and the trigger goes on counting", async () => {
  const fires = [n(1), n(2), n(3), crash, n(4), n(5)];
  const kept = await played((rows) => rows.windowAll(tumbling(10)).trigger(countTrigger(2)), ...fires);
  expect(kept.fired).toEqual(["[0, 10): 1 2", "[0, 10): 1 2 3 4"]);
  const purged = await played(
    (rows) => rows.windowAll(tumbling(10)).trigger(purgingTrigger(countTrigger(2))),
    ...fires,
  );
  expect(purged.fired).toEqual(["[0, 10): 1 2", "[0, 10): 3 4"]);
});

test("! an evictor has all records kept, so that aggregates are made of those it leaves", async () => {
  const windows = (rows: Numbers) => rows.windowAll(tumbling(10)).evict(countEvictor(2));
  expect((await played(windows, n(1), n(2), crash, n(3), end)).fired).toEqual(["[0, 10): 2 3"]);
});

test("evictors by time look at the newest record, those by difference at the last one", async () => {
  const records = [n(9), n(2), n(5), end];
  const newest = await played((rows) => rows.windowAll(tumbling(10)).evict(timeEvictor(5)), ...records);
  expect(newest.fired).toEqual(["[0, 10): 9 5"]);
  const near = deltaEvictor(4, (value: number, last: number) => Math.abs(last - value));
  expect((await played((rows) => rows.windowAll(tumbling(10)).evict(near), ...records)).fired).toEqual([
    "[0, 10): 2 5",
  ]);
});

test("what an evictor removes is gone for good, and nothing else is", async () => {
  const windows = (rows: Numbers) =>
    rows
      .windowAll(tumbling(10))
      .trigger(countTrigger(2))
      .evict(countEvictor(1, { when: "after" }));
  const { fired } = await played(windows, n(1), n(2), crash, n(3), n(4));
  expect(fired).toEqual(["[0, 10): 1 2", "[0, 10): 2 3 4"]);
});

test("! sliding windows of records first fire after the slide, with fewer than their size", async () => {
  const driven = await harness((rows: Numbers) =>
    rows.windowAll(countWindow(4, { every: 2 })).aggregate({ values: collect((value) => value) }),
  );
  await driven.send(...[1, 2, 3, 4, 5].map(n), crash, n(6));
  expect(driven.output()).toEqual([
    row({ values: [1, 2] }),
    row({ values: [1, 2, 3, 4] }),
    row({ values: [3, 4, 5, 6] }),
  ]);
  await driven.close();
});

test("! a function of a window is called at each firing; what it remembers of the window goes with it, by clear", async () => {
  const driven = await harness((rows: Numbers) =>
    rows
      .windowAll(tumbling(10))
      .allowedLateness(5)
      .process(
        ({ rows: all, windowState, globalState }) => {
          windowState.calls++;
          return [`${all.length} rows, call ${windowState.calls}, closed ${globalState.closed}`];
        },
        {
          windowState: () => ({ calls: 0 }),
          globalState: () => ({ closed: "" }),
          clear: ({ windowState, globalState }) => {
            globalState.closed += windowState.calls;
          },
        },
      ),
  );
  await driven.send(n(1), watermark(9), n(2), crash, watermark(14), n(11), crash, watermark(30));
  const texts = driven.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
  expect(texts).toEqual(["1 rows, call 1, closed ", "2 rows, call 2, closed ", "1 rows, call 1, closed 2"]);
  await driven.close();
});

test("! the least value is that of its column, the row with the greatest is whole", async () => {
  interface Sale {
    readonly shop: string;
    readonly price: number;
  }
  const driven = await harness((sales: Dataset<Sale>) =>
    sales.windowAll(tumbling(10)).aggregate({ least: min((sale) => sale.price), best: maxBy((sale) => sale.price) }),
  );
  const best = { shop: "b", price: 9 };
  await driven.send(at(1, { shop: "a", price: 4 }), at(2, best), at(3, { shop: "c", price: 9 }), end);
  expect(driven.output()).toEqual([at(9, { windowStart: 0, windowEnd: 10, least: 4, best }), end]);
  await driven.close();
});

test("windows of windows: results are records of the next window of the same size", async () => {
  const driven = await harness((rows: Numbers) =>
    rows
      .keyBy((value) => value % 2)
      .window(tumbling(10))
      .aggregate({ total: sum((value) => value) })
      .windowAll(tumbling(10))
      .aggregate({ keys: count(), total: sum((each) => each.total) }),
  );
  await driven.send(n(1), n(2), n(3), watermark(9), n(12), crash, end);
  expect(driven.output()).toEqual([
    at(9, { windowStart: 0, windowEnd: 10, keys: 2, total: 6 }),
    watermark(9),
    at(19, { windowStart: 10, windowEnd: 20, keys: 1, total: 12 }),
    end,
  ]);
  await driven.close();
});

test("windows by the clock take records until it shows their end, and fire when the input ends", async () => {
  const windows = (rows: Numbers) => rows.windowAll(tumbling(10, { time: "processing" }));
  const events = [processingTime(3), row(1), processingTime(9), row(2), crash, processingTime(10), row(3), end];
  expect((await played(windows, ...events)).fired).toEqual(["[0, 10): 1 2", "[10, 20): 3"]);
});

test("lateness is refused where no record comes late", () => {
  const refused = (windows: WindowedDataset<number, unknown>) => () =>
    windows.allowedLateness("1s").aggregate({ rows: count() });
  return harness((rows: Numbers) => {
    for (const window of [globalWindow(), countWindow(2)]) {
      expect(refused(rows.windowAll(window))).toThrow(
        /Cannot allow lateness in window.*no record comes late to it: got 1000 ms/,
      );
    }
    expect(refused(rows.windowAll(tumbling(10, { time: "processing" })))).toThrow(/no record comes late/);
    return rows;
  }).then((driven) => driven.close());
});
