import { expect, test } from "vitest";
import { avg, collect, count, countDistinct, max, sum } from "../../../core/aggregates/mod.ts";
import { from, into, range } from "../../../core/mod.ts";
import { paneAggregate } from "../../../core/operators/pane-aggregate.ts";
import { at, crash, end, type RowEvent, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { cumulate, type PaneAssigner, sliding, tumbling } from "../../../core/time/window.ts";
import { byK, exchangeByK, type Row, specOf } from "./specs.ts";

const sums = specOf({ total: sum((each: Row) => each.v) });

function windows(
  window: PaneAssigner,
  options: { readonly latenessMs?: number; readonly aggregates?: typeof sums } = {},
) {
  return paneAggregate({
    key: byK,
    window,
    aggregates: options.aggregates ?? sums,
    latenessMs: options.latenessMs ?? 0,
  });
}

function put(timeMs: number, k: unknown, v: number): RowEvent {
  return at(timeMs, { k, v });
}

function fired(key: unknown, windowStart: number, windowEnd: number, total: unknown): RowEvent {
  return at(windowEnd - 1, { key, windowStart, windowEnd, total });
}

test("tumbling windows emit once the watermark reaches their last millisecond, and drop later records", () =>
  verifyOperator(windows(tumbling(10)), {
    input: [put(1, "a", 4), put(9, "a", 6), watermark(8), watermark(9), put(3, "a", 100), watermark(20)],
    output: [watermark(8), fired("a", 0, 10, 10), watermark(9), watermark(20)],
    sides: { late: [put(3, "a", 100)] },
    counts: { numLateRecordsDropped: 1 },
    exchange: exchangeByK,
  }));

test("what comes behind the watermark is in the windows of a day that are still to come, as these go on from those before", () =>
  verifyOperator(windows(cumulate(5, { upTo: 20 })), {
    input: [
      put(1, "a", 1),
      put(6, "a", 2),
      watermark(9),
      put(2, "a", 4),
      put(3, "b", 8),
      put(11, "a", 16),
      watermark(14),
      put(7, "b", 32),
      watermark(30),
    ],
    output: [
      fired("a", 0, 5, 1),
      fired("a", 0, 10, 3),
      watermark(9),
      fired("a", 0, 15, 23),
      fired("b", 0, 15, 8),
      watermark(14),
      fired("a", 0, 20, 23),
      fired("b", 0, 20, 40),
      watermark(30),
    ],
    exchange: exchangeByK,
  }));

test.each([
  ["numbers", count()],
  ["objects", countDistinct((i: number) => i)],
])(
  "a day of many steps costs each of them what came in it: partial results that are %s",
  {
    timeout: 15_000,
  },
  async (_, rows) => {
    const [keys, steps] = [50, 8640];
    let results = 0;
    let last = 0;
    await range(keys * steps)
      .withEventTime((i) => Math.floor(i / keys) * 1000)
      .keyBy((i) => i % keys)
      .window(cumulate(1000, { upTo: 1000 * steps }))
      .aggregate({ rows })
      .forEach((result) => {
        results++;
        last = result.rows;
      });
    expect([results, last]).toEqual([keys * steps, steps]);
  },
);

test("partial results that are objects, and go on into the next step of a day, are told as they were at each", () => {
  const distinct = specOf({ values: countDistinct((each: Row) => each.v) });
  const grown = (windowEnd: number, values: number) =>
    at(windowEnd - 1, { key: "a", windowStart: 0, windowEnd, values });
  return verifyOperator(windows(cumulate(5, { upTo: 20 }), { aggregates: distinct as typeof sums }), {
    input: [put(1, "a", 1), put(6, "a", 2), put(11, "a", 3), put(16, "a", 4), watermark(30), end],
    output: [grown(5, 1), grown(10, 2), grown(15, 3), grown(20, 4), watermark(30), end],
    order: "kept",
    exchange: exchangeByK,
  });
});

test("a record behind the watermark whose window is still open is not late", () =>
  verifyOperator(windows(tumbling(10)), {
    input: [watermark(8), put(2, "a", 1), watermark(9)],
    output: [watermark(8), fired("a", 0, 10, 1), watermark(9)],
    exchange: exchangeByK,
  }));

test("the end of the input fires everything that is open, before the end is passed on", () =>
  verifyOperator(windows(tumbling(10)), {
    input: [put(1, "a", 1), put(25, "b", 2), end],
    output: [fired("a", 0, 10, 1), fired("b", 20, 30, 2), end],
    exchange: exchangeByK,
  }));

test("windows of times before the epoch start at or before the time", () =>
  verifyOperator(windows(tumbling(10)), {
    input: [put(-1, "a", 1), put(-10, "a", 2), put(-11, "a", 4), put(0, "a", 8), watermark(-1), end],
    output: [fired("a", -20, -10, 4), fired("a", -10, 0, 3), watermark(-1), fired("a", 0, 10, 8), end],
    exchange: exchangeByK,
  }));

test("an offset shifts windows, in either direction", () => {
  verifyOperator(windows(tumbling(10, { offset: -3 })), {
    input: [put(6, "a", 1), put(7, "a", 2), end],
    output: [fired("a", -3, 7, 1), fired("a", 7, 17, 2), end],
    exchange: exchangeByK,
  });
  verifyOperator(windows(sliding(10, { every: 5, offset: 2 })), {
    input: [put(1, "a", 1), put(2, "a", 2), end],
    output: [fired("a", -8, 2, 1), fired("a", -3, 7, 3), fired("a", 2, 12, 2), end],
    exchange: exchangeByK,
  });
});

test("a record belongs to every sliding window that covers it, whole multiple of the slide or not", () => {
  verifyOperator(windows(sliding(10, { every: 5 })), {
    input: [put(3, "a", 1), put(7, "a", 10), put(12, "b", 100), watermark(9), end],
    output: [
      fired("a", -5, 5, 1),
      fired("a", 0, 10, 11),
      watermark(9),
      fired("a", 5, 15, 10),
      fired("b", 5, 15, 100),
      fired("b", 10, 20, 100),
      end,
    ],
    exchange: exchangeByK,
  });
  verifyOperator(windows(sliding(5, { every: 3 })), {
    input: [put(0, "a", 1), put(4, "a", 10), end],
    output: [fired("a", -3, 2, 1), fired("a", 0, 5, 11), fired("a", 3, 8, 10), end],
    exchange: exchangeByK,
  });
});

test("cumulate windows grow in steps and start anew", () =>
  verifyOperator(windows(cumulate(5, { upTo: 15 })), {
    input: [put(2, "a", 1), put(12, "a", 2), put(16, "a", 4), end],
    output: [
      fired("a", 0, 5, 1),
      fired("a", 0, 10, 1),
      fired("a", 0, 15, 3),
      fired("a", 15, 20, 4),
      fired("a", 15, 25, 4),
      fired("a", 15, 30, 4),
      end,
    ],
    exchange: exchangeByK,
  }));

test("within the allowed lateness each late record fires its window again; beyond it is late", () =>
  verifyOperator(windows(tumbling(10), { latenessMs: 5 }), {
    input: [
      put(1, "a", 1),
      watermark(9),
      put(2, "a", 10),
      put(3, "b", 100),
      watermark(13),
      crash,
      put(4, "a", 1000),
      watermark(14),
      put(5, "a", 5),
      end,
    ],
    output: [
      fired("a", 0, 10, 1),
      watermark(9),
      fired("a", 0, 10, 11),
      fired("b", 0, 10, 100),
      watermark(13),
      fired("a", 0, 10, 1011),
      watermark(14),
      end,
    ],
    sides: { late: [put(5, "a", 5)] },
    counts: { numLateRecordsDropped: 1 },
    exchange: exchangeByK,
  }));

test("a late record fires again those of its sliding windows that have fired, and no others", () =>
  verifyOperator(windows(sliding(10, { every: 5 }), { latenessMs: 100 }), {
    input: [put(6, "a", 1), watermark(9), put(7, "a", 10), watermark(14), end],
    output: [fired("a", 0, 10, 1), watermark(9), fired("a", 0, 10, 11), fired("a", 5, 15, 11), watermark(14), end],
    exchange: exchangeByK,
  }));

test("a record that is late for its first windows still counts in those that are open", () =>
  verifyOperator(windows(sliding(10, { every: 5 })), {
    input: [watermark(9), put(6, "a", 1), watermark(14), end],
    output: [watermark(9), fired("a", 5, 15, 1), watermark(14), end],
    exchange: exchangeByK,
  }));

test("records may come in any order within the watermark", () => {
  const times = [9, 31, 2, 17, 28, 11, 5, 39, 20, 3, 14, 36];
  verifyOperator(windows(tumbling(10)), {
    input: [...times.map((time) => put(time, time % 2, 1)), watermark(39)],
    output: [0, 10, 20, 30]
      .flatMap((start) =>
        [0, 1].flatMap((key) => {
          const rows = times.filter((time) => time >= start && time < start + 10 && time % 2 === key).length;
          return rows === 0 ? [] : [fired(key, start, start + 10, rows)];
        }),
      )
      .concat([watermark(39) as never]),
    exchange: exchangeByK,
  });
});

test("keys are of any kind, and come out as they went in", () => {
  const keys = ["a", "", 1, 1.5, -0, 2 ** 53, 2 ** 60, { id: 1 }, { id: "1" }, [1, 2], true, 9n, new Date(7)];
  verifyOperator(windows(tumbling(10)), {
    input: [...keys.map((k) => put(1, k, 1)), crash, ...keys.map((k) => put(2, k, 2)), end],
    output: [...keys.map((k) => fired(Object.is(k, -0) ? 0 : k, 0, 10, 3)), end],
    exchange: exchangeByK,
  });
});

test("a null key is a failed record", () =>
  verifyOperator(windows(tumbling(10)), {
    input: [put(1, null, 1), put(1, "a", 2), end],
    output: [fired("a", 0, 10, 2), end],
    failures: [/Cannot take the key of a row in window\(tumbling 10 ms\)\.aggregate as a key must not be null/],
    exchange: exchangeByK,
  }));

test("several aggregates of one window, of every form of partial result, survive each crash", () =>
  verifyOperator(
    windows(tumbling(10), {
      aggregates: specOf({
        rows: count(),
        mean: avg((each: Row) => each.v),
        top: max((each: Row) => (each.v > 2 ? `v${each.v}` : null)),
        all: collect((each: Row) => each.v),
      }),
    }),
    {
      input: [put(1, "a", 1), put(2, "a", 2), put(3, "b", 5), crash, put(4, "a", 3), end],
      output: [
        at(9, { key: "a", windowStart: 0, windowEnd: 10, rows: 3, mean: 2, top: "v3", all: [1, 2, 3] }),
        at(9, { key: "b", windowStart: 0, windowEnd: 10, rows: 1, mean: 5, top: "v5", all: [5] }),
        end,
      ],
    },
  ));

test("without a key there is one window of all records, and none where there were no records", () =>
  verifyOperator(paneAggregate({ key: undefined, window: tumbling(10), aggregates: sums, latenessMs: 0 }), {
    input: [put(1, "a", 1), put(2, "b", 2), watermark(35), put(47, "a", 4), end],
    output: [
      at(9, { windowStart: 0, windowEnd: 10, total: 3 }),
      watermark(35),
      at(49, { windowStart: 40, windowEnd: 50, total: 4 }),
      end,
    ],
  }));

test("a long silence costs nothing, and times may be large", () =>
  verifyOperator(windows(sliding(10, { every: 1 })), {
    input: [put(0, "a", 1), watermark(1_700_000_000_000), put(1_700_000_000_001, "a", 2), end],
    output: [
      ...Array.from({ length: 10 }, (_, k) => fired("a", k - 9, k + 1, 1)),
      watermark(1_700_000_000_000),
      ...Array.from({ length: 10 }, (_, k) => fired("a", 1_699_999_999_992 + k, 1_700_000_000_002 + k, 2)),
      end,
    ],
    exchange: exchangeByK,
  }));

test("records without event time are refused with the remedy", () =>
  expect(() => verifyOperator(windows(tumbling(10)), { input: [row({ k: "a", v: 1 })], output: [] })).toThrow(
    /Cannot assign records to windows in window\(tumbling 10 ms\).aggregate as they have no event time: .*add .withEventTime/,
  ));

test("what comes late into panes that were merged ahead of a window's end is in its results", () =>
  verifyOperator(windows(sliding(10, { every: 5 })), {
    input: [put(1, "a", 1), watermark(4), put(6, "a", 2), put(2, "a", 4), put(3, "b", 8), watermark(9), end],
    output: [
      fired("a", -5, 5, 1),
      watermark(4),
      fired("a", 0, 10, 7),
      fired("b", 0, 10, 8),
      watermark(9),
      fired("a", 5, 15, 2),
      end,
    ],
    exchange: exchangeByK,
  }));

test("windows that grow go on from what they had, with what came late", () =>
  verifyOperator(windows(cumulate(5, { upTo: 15 })), {
    input: [put(1, "a", 1), watermark(4), put(6, "a", 2), watermark(9), put(2, "a", 4), put(11, "a", 8), watermark(14)],
    output: [
      fired("a", 0, 5, 1),
      watermark(4),
      fired("a", 0, 10, 3),
      watermark(9),
      fired("a", 0, 15, 15),
      watermark(14),
    ],
    exchange: exchangeByK,
  }));

test("windows that fire at one watermark come out in order, also where what they hold is of different kinds", () => {
  const most = specOf({ most: max((each: Row) => (each.v > 5 ? `text ${each.v}` : each.v)) });
  const result = (windowStart: number, of: unknown) =>
    at(windowStart + 9, { key: "a", windowStart, windowEnd: windowStart + 10, most: of });
  verifyOperator(windows(tumbling(10), { aggregates: most as typeof sums }), {
    input: [put(1, "a", 1), put(11, "a", 7), put(21, "a", 2), put(22, "a", 3), put(31, "a", 8), watermark(50), end],
    output: [result(0, 1), result(10, "text 7"), result(20, 3), result(30, "text 8"), watermark(50), end],
    order: "kept",
    exchange: exchangeByK,
  });
});

test("windows whose panes have few records of each of many keys, which go to the next window at once, hold what any do", async () => {
  const keys = 17_000;
  const rows = Array.from({ length: 3 * keys }, (_, n) => ({
    k: n % keys,
    at: Math.floor(n / keys) * 10 + (n % 7),
    v: n,
  }));
  const given: { k: number; windowEnd: number; rows: number; total: number }[] = [];
  await from(rows, { boundedness: "unbounded" })
    .withEventTime((each) => each.at, { outOfOrder: 6 })
    .keyBy("k")
    .window(sliding(20, { every: 10 }))
    .aggregate({ rows: count(), total: sum((each) => each.v) })
    .sinkTo(into(given))
    .run({ batchRows: 1000 });
  const expected = new Map<string, { rows: number; total: number }>();
  for (const { k, at, v } of rows) {
    for (const end of [Math.floor(at / 10) * 10 + 10, Math.floor(at / 10) * 10 + 20]) {
      const window = expected.get(`${k} ${end}`) ?? { rows: 0, total: 0 };
      expected.set(`${k} ${end}`, { rows: window.rows + 1, total: window.total + v });
    }
  }
  expect(new Map(given.map(({ k, windowEnd, rows, total }) => [`${k} ${windowEnd}`, { rows, total }]))).toEqual(
    expected,
  );
});

test("results of many keys have the last time of their window, too, so that windows of the same size can follow", async () => {
  const rows = Array.from({ length: 1200 }, (_, n) => ({ k: n % 600, at: n < 600 ? 3 : 14 }));
  const counts = await from(rows)
    .withEventTime((each) => each.at)
    .keyBy("k")
    .window(tumbling(10))
    .aggregate({ rows: count() })
    .windowAll(tumbling(10))
    .aggregate({ keys: count() })
    .collect();
  expect(counts.map(({ windowEnd, keys }) => [windowEnd, keys])).toEqual([
    [10, 600],
    [20, 600],
  ]);
});
