import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, count, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec, reduction } from "../../../core/dataset/aggregation.ts";
import { countTrigger, type Dataset, from, fromChangelog, into, timeEvictor } from "../../../core/mod.ts";
import type { WindowCompute } from "../../../core/operators/window.ts";
import { windowChanges } from "../../../core/operators/window-changes.ts";
import { at, crash, end, insert, remove, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import {
  countWindow,
  customWindow,
  globalWindow,
  session,
  sliding,
  tumbling,
  type WindowAssigner,
} from "../../../core/time/window.ts";
import { byK, exchangeByK } from "./specs.ts";
import {
  type Bounds,
  gone,
  is,
  put,
  type Result,
  resultsOfChanges,
  type Timed,
  timedChanges,
  tooLate,
  was,
  windowOf,
} from "./window-oracle.ts";

const aggregates = aggregationSpec(
  { rows: count(), total: sum((each: Timed) => each.v), all: collect((each: Timed) => each.v) },
  [],
  "the test",
);

const sums: WindowCompute = { kind: "aggregate", aggregates, output: "rows" };

/** The values of a window's rows, each a row. */
const values: WindowCompute = {
  kind: "process",
  process: ({ rows }: { rows: Timed[] }) => rows.map((row) => row.v),
  aggregates: undefined,
  sides: [],
  windowState: undefined,
  globalState: undefined,
  clear: undefined,
};

function windows(window: WindowAssigner, latenessMs: number, compute: WindowCompute = sums) {
  return windowChanges({ key: byK, window, latenessMs, compute });
}

function result(key: string, windowStart: number, windowEnd: number, values: readonly number[]) {
  return { ...windowOf(key, windowStart, windowEnd, values), all: values };
}

test("a session that loses a record in its middle is two", () =>
  verifyOperator(windows(session(10), 0), {
    input: [put(0, "a", 1), put(8, "a", 2), put(16, "a", 4), gone(8, "a", 2), watermark(9), end],
    output: [at(9, result("a", 0, 10, [1])), watermark(9), at(25, result("a", 16, 26, [4])), end],
    exchange: exchangeByK,
  }));

test("a record that is corrected does not part its session, whether both halves come together or not", () =>
  verifyOperator(windows(session(10), 0), {
    input: [
      put(0, "a", 1),
      put(8, "a", 2),
      put(16, "a", 4),
      watermark(12),
      was(8, "a", 2),
      is(8, "a", 3),
      watermark(20),
      end,
    ],
    output: [watermark(12), watermark(20), at(25, result("a", 0, 26, [1, 4, 3])), end],
    exchange: exchangeByK,
  }));

test("a part of a session that ended long ago fires with the next watermark", () =>
  verifyOperator(windows(session(10), 0), {
    input: [put(0, "a", 1), put(8, "a", 2), put(16, "a", 4), watermark(12), gone(8, "a", 2), watermark(13), end],
    output: [watermark(12), at(9, result("a", 0, 10, [1])), watermark(13), at(25, result("a", 16, 26, [4])), end],
    exchange: exchangeByK,
  }));

test("a session that has fired is taken back when it parts, and when it grows", () =>
  verifyOperator(windows(session(10), 100), {
    input: [put(0, "a", 1), put(8, "a", 2), watermark(17), gone(0, "a", 1), crash, put(17, "a", 4), watermark(26), end],
    output: [
      at(17, result("a", 0, 18, [1, 2])),
      watermark(17),
      remove(result("a", 0, 18, [1, 2]), 17),
      insert(result("a", 8, 18, [2]), 17),
      remove(result("a", 8, 18, [2]), 17),
      insert(result("a", 8, 27, [2, 4]), 26),
      watermark(26),
      end,
    ],
    exchange: exchangeByK,
  }));

test("changes of sessions that are closed are late", () =>
  verifyOperator(windows(session(10), 0), {
    input: [put(0, "a", 1), watermark(9), gone(0, "a", 1), put(0, "b", 1), end],
    output: [at(9, result("a", 0, 10, [1])), watermark(9), end],
    sides: {
      late: [tooLate("delete", { t: 0, k: "a", v: 1 }), tooLate("insert", { t: 0, k: "b", v: 1 })],
    },
    counts: { numLateRecordsDropped: 2 },
    exchange: exchangeByK,
  }));

test("a record of a changelog that is late by itself is saved by a session that it touches", () =>
  verifyOperator(windows(session(10), 0), {
    input: [put(9, "a", 1), watermark(12), put(0, "a", 2), end],
    output: [watermark(12), at(18, result("a", 0, 19, [1, 2])), end],
    exchange: exchangeByK,
  }));

test("the rows that a function gave of a window are taken back where they are others", () =>
  verifyOperator(windows(tumbling(10), 100, values), {
    input: [put(1, "a", 1), put(2, "a", 2), put(3, "a", 3), watermark(9), gone(2, "a", 2), put(4, "a", 3), end],
    output: [at(9, 1), at(9, 2), at(9, 3), watermark(9), remove(2, 9), insert(3, 9), end],
    exchange: exchangeByK,
  }));

test("functions remember windows and keys where each window of a changelog fires once", () => {
  const told: unknown[] = [];
  const compute: WindowCompute = {
    ...values,
    process: (window: { globalState: { windows: number }; windowState: { of: number }; rows: Timed[] }) => {
      window.windowState.of = ++window.globalState.windows;
      return [`${window.rows.length} in window ${window.globalState.windows}`];
    },
    globalState: () => ({ windows: 0 }),
    windowState: () => ({ of: 0 }),
    clear: ({ windowState }: { windowState: { of: number } }) => void told.push(windowState.of),
  };
  verifyOperator(windows(tumbling(10), 0, compute), {
    input: [put(1, "a", 1), put(2, "a", 2), gone(1, "a", 1), watermark(9), put(11, "a", 3), put(12, "a", 3), end],
    output: [at(9, "1 in window 1"), watermark(9), at(19, "2 in window 2"), end],
    exchange: exchangeByK,
  });
  expect(new Set(told)).toEqual(new Set([1, 2]));
});

test("windows of one's own, of a length that the row says, lose what is taken back", () =>
  verifyOperator(
    windows(customWindow("own", (row: Timed, t) => [{ start: t, end: t + row.v }]) as WindowAssigner, 100),
    {
      input: [put(1, "a", 4), put(1, "a", 9), watermark(4), gone(1, "a", 4), end],
      output: [
        at(4, result("a", 1, 5, [4])),
        watermark(4),
        remove(result("a", 1, 5, [4]), 4),
        at(9, result("a", 1, 10, [9])),
        end,
      ],
      exchange: exchangeByK,
    },
  ));

test("rows reduced in sliding windows are those that are left, in the order in which they came", () =>
  verifyOperator(
    windows(sliding(10, { every: 5 }), 0, {
      kind: "aggregate",
      aggregates: reduction(((left: Timed, right: Timed) => ({ ...left, t: 0, v: 10 * left.v + right.v })) as never),
      output: "values",
    }),
    {
      input: [put(8, "a", 1), put(6, "a", 2), put(7, "a", 3), gone(6, "a", 2), end],
      output: [at(9, { t: 0, k: "a", v: 13 }), at(14, { t: 0, k: "a", v: 13 }), end],
      exchange: exchangeByK,
    },
  ));

test("taking back a row that never came is a failed record, whatever the windows", () =>
  verifyOperator(windows(session(10), 0), {
    input: [put(1, "a", 3), gone(2, "b", 1), gone(1, "a", 4), end],
    output: [at(10, result("a", 1, 11, [3])), end],
    failures: [/as it must be there/, /as it must be there/],
    exchange: exchangeByK,
  }));

const sessionOf = (t: number): Bounds[] => [{ start: t, end: t + 10 }];

test("whatever is taken back, and whenever, sessions are those of the rows that are left", () => {
  fc.assert(
    fc.property(timedChanges, (input) => {
      const { output } = resultsOfChanges(input, Number.POSITIVE_INFINITY, sessionOf, sessionsOf);
      verifyOperator(windows(session(10), Number.POSITIVE_INFINITY), { input, output, exchange: exchangeByK });
    }),
    { numRuns: 60 },
  );
});

const tenths = (t: number): Bounds[] => [{ start: Math.floor(t / 10) * 10, end: Math.floor(t / 10) * 10 + 10 }];

test("whatever is taken back, and whenever, records kept one by one give what panes give", () => {
  fc.assert(
    fc.property(timedChanges, fc.constantFrom(0, 7, Number.POSITIVE_INFINITY), (input, latenessMs) => {
      const { output, late } = resultsOfChanges(input, latenessMs, tenths, (rows) =>
        grouped(rows, (row) => tenths(row.t)[0]!),
      );
      const sides = late.length === 0 ? {} : { late };
      verifyOperator(windows(tumbling(10), latenessMs), { input, output, sides, exchange: exchangeByK });
    }),
    { numRuns: 60 },
  );
});

/** The naive way: rows in order of time, a gap begins another session; values in order of arrival. */
function sessionsOf(rows: readonly Timed[]): Result[] {
  const bounds = new Map<Timed, { start: number; end: number }>();
  for (const key of new Set(rows.map(({ k }) => k))) {
    let last: { start: number; end: number } | undefined;
    for (const row of rows.filter(({ k }) => k === key).sort((a, b) => a.t - b.t)) {
      if (last === undefined || row.t > last.end) last = { start: row.t, end: row.t + 10 };
      else last.end = row.t + 10;
      bounds.set(row, last);
    }
  }
  return grouped(rows, (row) => bounds.get(row)!);
}

function grouped(rows: readonly Timed[], boundsOf: (row: Timed) => Bounds): Result[] {
  const held = new Map<string, { bounds: Bounds; key: string; vs: number[] }>();
  for (const row of rows) {
    const bounds = boundsOf(row);
    const place = JSON.stringify([bounds, row.k]);
    const there = held.get(place);
    if (there === undefined) held.set(place, { bounds, key: row.k, vs: [row.v] });
    else there.vs.push(row.v);
  }
  return [...held.values()].map(({ bounds, key, vs }) => ({
    ...bounds,
    row: result(key, bounds.start, bounds.end, vs),
  }));
}

interface Change {
  readonly change: "insert" | "delete";
  readonly row: Timed;
}

const changes: readonly Change[] = [
  { change: "insert", row: { t: 1, k: "a", v: 1 } },
  { change: "insert", row: { t: 2, k: "a", v: 2 } },
  { change: "delete", row: { t: 1, k: "a", v: 1 } },
];

function changing() {
  return from({ [Symbol.iterator]: () => changes.values() } as Iterable<Change>, { boundedness: "unbounded" })
    .apply(fromChangelog<Timed>())
    .withEventTime((row) => row.t, { outOfOrder: 100 })
    .keyBy("k");
}

test("windows of a changelog run, their results are plain rows, and with lateness a changelog", async () => {
  const total = { total: sum((row: Timed) => row.v) };
  const rows = [{ k: "a", windowStart: 0, windowEnd: 10, total: 2 }];
  const windowed = changing().window(tumbling(10));
  expect(await left(windowed.aggregate(total))).toEqual(rows);
  // A step that cannot take anything back takes them.
  expect(await windowed.aggregate(total).limit(5).collect()).toEqual(rows);
  const mended = windowed.allowedLateness("1h").aggregate(total);
  expect(await left(mended)).toEqual(rows);
  await expect(mended.limit(5).collect()).rejects.toThrow(/Cannot run limit #\d+ on a changelog/);
  expect(await left(windowed.process(({ rows: held }) => [held.length]))).toEqual([1]);
  expect(
    await left(
      changing()
        .window(session(10))
        .reduce((first) => first),
    ),
  ).toEqual([{ t: 2, k: "a", v: 2 }]);
});

async function left<Row>(dataset: Dataset<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  await dataset.sinkTo(into(rows)).run();
  return rows;
}

test("a row of two windows that begin together, and are one, leaves what another makes of its own when it is taken back", async () => {
  interface Own {
    readonly k: string;
    readonly t: number;
    readonly longer: number;
  }
  const own = customWindow<Own>(
    "own",
    (row, t) => [
      { start: t, end: t + 10 },
      { start: t, end: t + 10 + row.longer },
    ],
    {
      merge: "touching",
    },
  );
  const [long, short] = [
    { k: "a", t: 5, longer: 10 },
    { k: "a", t: 6, longer: 0 },
  ];
  const log = [
    { change: "insert", row: long },
    { change: "insert", row: short },
    { change: "delete", row: long },
  ] as const;
  const rows: unknown[] = [];
  await from(log, { boundedness: "unbounded" })
    .apply(fromChangelog<Own>())
    .withEventTime((row) => row.t, { outOfOrder: 100 })
    .keyBy("k")
    .window(own)
    .aggregate({ rows: count() })
    .sinkTo(into(rows))
    .run();
  expect(rows).toEqual([{ k: "a", windowStart: 6, windowEnd: 16, rows: 1 }]);
});

test("a session that a record has left, at which its function failed, is what it was behind a crash", () => {
  interface Own {
    readonly t: number;
    readonly k: string;
    readonly v: number;
  }
  const own = (t: number, v: number): Own => ({ t, k: "a", v });
  const aggregates = reduction((left: Own, right: Own) => {
    if (right.v < 0) throw new Error("bad");
    return { ...left, v: left.v + right.v };
  });
  const compute = { kind: "aggregate", output: "values", aggregates } as unknown as WindowCompute;
  const operator = windowChanges({ key: byK, window: session(10), latenessMs: 100, compute });
  return verifyOperator(operator, {
    input: [
      insert(own(0, 1), 0),
      insert(own(8, -1), 8),
      insert(own(16, 4), 16),
      watermark(30),
      watermark(40),
      // It is found anew as what it is without the record that left.
      insert(own(17, 2), 17),
      end,
    ],
    output: [
      insert({ t: 0, k: "a", v: 5 }, 25),
      watermark(30),
      watermark(40),
      remove({ t: 0, k: "a", v: 5 }, 25),
      insert(own(0, 1), 9),
      insert({ t: 16, k: "a", v: 6 }, 26),
      end,
    ],
    failures: [/bad/],
    exchange: exchangeByK,
  });
});

test("windows of a changelog that have no meaning are refused with the reason when they are built", () => {
  const rows = { rows: count() };
  const keyed = changing();
  expect(() => keyed.window(tumbling(10, { time: "processing" })).aggregate(rows)).toThrow(
    /taken back from another window than it came into: got windows by the clock; use windows of event time/,
  );
  expect(() => keyed.window(countWindow(10)).aggregate(rows)).toThrow(
    /a row that is taken back would move all behind it/,
  );
  expect(() => keyed.window(globalWindow()).trigger(countTrigger(3)).aggregate(rows)).toThrow(
    /got a global window; use aggregate without windows/,
  );
  expect(() => keyed.window(tumbling(10)).trigger(countTrigger(3)).aggregate(rows)).toThrow(
    /got trigger "count 3"; leave it out, and use allowedLateness/,
  );
  expect(() => keyed.window(tumbling(10)).evict(timeEvictor(3)).aggregate(rows)).toThrow(/got evictor .* use topK/);
  const merging = customWindow("own", (_, t) => [{ start: t, end: t + 1 }], { merge: () => true });
  expect(() => keyed.window(merging).aggregate(rows)).toThrow(/use merge: "touching"/);
  expect(() =>
    keyed
      .window(tumbling(10))
      .allowedLateness(5)
      .process(() => [1], { globalState: () => 0 }),
  ).toThrow(/got allowedLateness with state or side outputs; leave out either/);
});

test("a row is taken back by a change of a later time within its window: what is left is that of stored data", async () => {
  const changes = [
    { change: "insert", row: { a: "x" }, at: 1 },
    { change: "insert", row: { a: "y" }, at: 2 },
    { change: "delete", row: { a: "x" }, at: 3 },
    { change: "insert", row: { a: "z" }, at: 13 },
  ] as const;
  const left = async (boundedness: "bounded" | "unbounded"): Promise<unknown[]> => {
    const rows: unknown[] = [];
    await from<(typeof changes)[number]>({ [Symbol.iterator]: () => changes.values() }, { boundedness })
      .withEventTime((change) => change.at, { outOfOrder: 20 })
      .apply(fromChangelog({ change: (change) => change.change, row: (change) => change.row }))
      .windowAll(tumbling(10))
      .process((window) => [
        { start: window.windowStart, rows: window.rows.map((row) => (row as { a: string }).a).sort() },
      ])
      .sinkTo(into(rows))
      .run();
    return rows;
  };
  const expected = [
    { start: 0, rows: ["y"] },
    { start: 10, rows: ["z"] },
  ];
  expect(await left("unbounded")).toEqual(expected);
  expect(await left("bounded")).toEqual(expected);
});

test("of equal rows that of the very time is taken back, else one of the same window, and none of another", () =>
  verifyOperator(windows(tumbling(10), 0), {
    input: [put(1, "a", 1), put(12, "a", 1), put(2, "a", 2), gone(12, "a", 1), put(14, "a", 3), gone(3, "a", 1), end],
    output: [at(9, result("a", 0, 10, [2])), at(19, result("a", 10, 20, [3])), end],
    exchange: exchangeByK,
  }));

test("of equal rows in several windows stored data and streams lose the same one, whichever step looks at them", async () => {
  const change = fc.record({ row: fc.constantFrom("x", "y"), at: fc.nat(29) });
  const left = async (changes: readonly object[], boundedness: "bounded" | "unbounded"): Promise<unknown[]> => {
    const rows: unknown[] = [];
    const live = from<never>({ [Symbol.iterator]: () => (changes as never[]).values() }, { boundedness })
      .withEventTime((each: { at: number }) => each.at, { outOfOrder: 50 })
      .apply(
        fromChangelog<{ a: string }>({
          change: (each: { change: string }) => each.change,
          row: (each: { row: string }) => ({ a: each.row }),
        } as never),
      );
    const windows = live.windowAll(tumbling(10));
    const held = windows.process((window) => [
      {
        start: window.windowStart,
        held: window.rows
          .map(({ a }) => a)
          .sort()
          .join(),
      },
    ]);
    await held.sinkTo(into(rows)).run();
    await windows.aggregate({ n: count() }).sinkTo(into(rows)).run();
    return rows.map((row) => JSON.stringify(row)).sort();
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 6 }),
      async (came, gone) => {
        const taken = [...new Set(gone)]
          .filter((at) => at < came.length)
          .map((at) => ({ change: "delete", ...came[at]! }));
        const changes = [...came.map((each) => ({ change: "insert", ...each })), ...taken];
        expect(await left(changes, "bounded")).toEqual(await left(changes, "unbounded"));
      },
    ),
    { numRuns: 40 },
  );
});
