import fc from "fast-check";
import { test } from "vitest";
import { collect, count, max, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec, reduction } from "../../../core/dataset/aggregation.ts";
import { paneChanges } from "../../../core/operators/pane-changes.ts";
import {
  at,
  crash,
  end,
  remove,
  updateAfter,
  updateBefore,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";
import { cumulate, type PaneAssigner, sliding, tumbling } from "../../../core/time/window.ts";
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
  { rows: count(), total: sum((each: Timed) => each.v), most: max((each: Timed) => each.v) },
  [],
  "the test",
);

function windows(window: PaneAssigner, latenessMs: number) {
  return paneChanges({ key: byK, window, aggregates, latenessMs, output: "rows" });
}

function result(key: string, windowStart: number, windowEnd: number, values: readonly number[]) {
  return { ...windowOf(key, windowStart, windowEnd, values), most: Math.max(...values) };
}

test("a row that is taken back before its window ends was never in it", () =>
  verifyOperator(windows(tumbling(10), 0), {
    input: [
      put(1, "a", 3),
      put(2, "a", 7),
      put(3, "b", 1),
      was(2, "a", 7),
      is(2, "a", 5),
      gone(3, "b", 1),
      watermark(9),
      end,
    ],
    output: [at(9, result("a", 0, 10, [3, 5])), watermark(9), end],
    exchange: exchangeByK,
  }));

test("a window gives what it held when it ended, and no change of it: late changes leave one by one", () =>
  verifyOperator(windows(tumbling(10), 0), {
    input: [put(1, "a", 3), watermark(9), was(1, "a", 3), is(1, "a", 4), put(2, "b", 1), end],
    output: [at(9, result("a", 0, 10, [3])), watermark(9), end],
    sides: {
      late: [
        tooLate("delete", { t: 1, k: "a", v: 3 }),
        tooLate("insert", { t: 1, k: "a", v: 4 }),
        tooLate("insert", { t: 2, k: "b", v: 1 }),
      ],
    },
    counts: { numLateRecordsDropped: 3 },
    exchange: exchangeByK,
  }));

test("within the allowed lateness a change takes back the result of its window and gives the new one, or none", () =>
  verifyOperator(windows(tumbling(10), 5), {
    input: [
      put(1, "a", 3),
      put(2, "a", 7),
      watermark(9),
      gone(2, "a", 7),
      crash,
      put(4, "b", 1),
      watermark(13),
      gone(1, "a", 3),
      watermark(14),
      gone(4, "b", 1),
      end,
    ],
    output: [
      at(9, result("a", 0, 10, [3, 7])),
      watermark(9),
      updateBefore(result("a", 0, 10, [3, 7]), 9),
      updateAfter(result("a", 0, 10, [3]), 9),
      at(9, result("b", 0, 10, [1])),
      watermark(13),
      remove(result("a", 0, 10, [3]), 9),
      watermark(14),
      end,
    ],
    sides: { late: [tooLate("delete", { t: 4, k: "b", v: 1 })] },
    exchange: exchangeByK,
  }));

test("a change that leaves the results as they were gives nothing", () =>
  verifyOperator(
    paneChanges({
      key: byK,
      window: tumbling(10),
      aggregates: aggregationSpec({ most: max((each: Timed) => each.v) }, [], "the test"),
      latenessMs: 100,
      output: "rows",
    }),
    {
      input: [put(1, "a", 3), watermark(9), put(2, "a", 1), gone(2, "a", 1), end],
      output: [at(9, { key: "a", windowStart: 0, windowEnd: 10, most: 3 }), watermark(9), end],
      exchange: exchangeByK,
    },
  ));

test("a row is taken back from every sliding window that covers it, fired or not", () =>
  verifyOperator(windows(sliding(10, { every: 5 }), 100), {
    input: [put(3, "a", 1), put(7, "a", 2), watermark(9), gone(7, "a", 2), end],
    output: [
      at(4, result("a", -5, 5, [1])),
      at(9, result("a", 0, 10, [1, 2])),
      watermark(9),
      updateBefore(result("a", 0, 10, [1, 2]), 9),
      updateAfter(result("a", 0, 10, [1]), 9),
      end,
    ],
    exchange: exchangeByK,
  }));

test("taking back a row that never came is a failed record, and changes nothing", () =>
  verifyOperator(windows(tumbling(10), 0), {
    input: [put(1, "a", 3), gone(2, "b", 1), end],
    output: [at(9, result("a", 0, 10, [3])), end],
    failures: [/Cannot take back a row in .* as it must be there/],
    exchange: exchangeByK,
  }));

test("reduce and aggregates without retract fold the values that are left, in the order in which they came", () => {
  const row = (v: number) => ({ t: 1, k: "a", v });
  verifyOperator(
    paneChanges({
      key: byK,
      window: tumbling(10),
      aggregates: reduction(((left: Timed, right: Timed) => ({ ...left, v: 10 * left.v + right.v })) as never),
      latenessMs: 0,
      output: "values",
    }),
    {
      input: [put(1, "a", 1), put(1, "a", 2), put(1, "a", 3), gone(1, "a", 2), watermark(9), end],
      output: [at(9, row(13)), watermark(9), end],
      exchange: exchangeByK,
    },
  );
  verifyOperator(
    paneChanges({
      key: byK,
      window: tumbling(10),
      aggregates: aggregationSpec({ all: collect((each: Timed) => each.v) }, [], "the test"),
      latenessMs: 0,
      output: "rows",
    }),
    {
      input: [put(1, "a", 1), put(2, "a", 2), put(3, "a", 1), gone(3, "a", 1), end],
      output: [at(9, { key: "a", windowStart: 0, windowEnd: 10, all: [1, 2] }), end],
      exchange: exchangeByK,
    },
  );
});

const assigners: readonly (readonly [PaneAssigner, (timeMs: number) => Bounds[]])[] = [
  [tumbling(10), (t) => [{ start: Math.floor(t / 10) * 10, end: Math.floor(t / 10) * 10 + 10 }]],
  [
    sliding(10, { every: 4 }),
    (t) => {
      const last = Math.floor(t / 4) * 4;
      return [last, last - 4, last - 8].filter((start) => start > t - 10).map((start) => ({ start, end: start + 10 }));
    },
  ],
  [
    cumulate(5, { upTo: 15 }),
    (t) => {
      const start = Math.floor(t / 15) * 15;
      return [5, 10, 15].filter((size) => t < start + size).map((size) => ({ start, end: start + size }));
    },
  ],
];

test("whatever is taken back, and whenever, windows give what the rows that are left make of them", () => {
  fc.assert(
    fc.property(
      timedChanges,
      fc.constantFrom(0, 7, 30, Number.POSITIVE_INFINITY),
      fc.nat(assigners.length - 1),
      (input, latenessMs, at) => {
        const [window, windowsOf] = assigners[at]!;
        const { output, late } = resultsOfChanges(input, latenessMs, windowsOf, (rows) => resultsOf(rows, windowsOf));
        const sides = late.length === 0 ? {} : { late };
        verifyOperator(windows(window, latenessMs), { input, output, sides, exchange: exchangeByK });
      },
    ),
    { numRuns: 60 },
  );
});

/** The naive way: every row into every window that covers it. */
function resultsOf(rows: readonly Timed[], windowsOf: (timeMs: number) => Bounds[]): Result[] {
  const held = new Map<string, { bounds: Bounds; key: string; vs: number[] }>();
  for (const { t, k, v } of rows) {
    for (const bounds of windowsOf(t)) {
      const place = JSON.stringify([bounds, k]);
      const there = held.get(place);
      if (there === undefined) held.set(place, { bounds, key: k, vs: [v] });
      else there.vs.push(v);
    }
  }
  return [...held.values()].map(({ bounds, key, vs }) => ({
    ...bounds,
    row: result(key, bounds.start, bounds.end, vs),
  }));
}

test("cumulating windows go on from the step before: each pane is merged once a day, anew where one that was merged changes", () =>
  verifyOperator(windows(cumulate(5, { upTo: 20 }), 0), {
    input: [
      put(1, "a", 1),
      watermark(4),
      put(6, "a", 2),
      put(7, "b", 5),
      watermark(9),
      gone(1, "a", 1),
      put(3, "b", 4),
      put(11, "a", 3),
      watermark(14),
      gone(7, "b", 5),
      gone(3, "b", 4),
      watermark(19),
      end,
    ],
    output: [
      at(4, result("a", 0, 5, [1])),
      watermark(4),
      at(9, result("a", 0, 10, [1, 2])),
      at(9, result("b", 0, 10, [5])),
      watermark(9),
      at(14, result("a", 0, 15, [2, 3])),
      at(14, result("b", 0, 15, [5, 4])),
      watermark(14),
      at(19, result("a", 0, 20, [2, 3])),
      watermark(19),
      end,
    ],
    exchange: exchangeByK,
  }));
