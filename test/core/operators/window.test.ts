import { expect, test } from "vitest";
import { collect, count, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec, reduction } from "../../../core/dataset/aggregation.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { type WindowOptions, windowOperator } from "../../../core/operators/window.ts";
import { at, crash, end, type RowEvent, row } from "../../../core/testing/event.ts";
import { processingTime, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { countEvictor } from "../../../core/time/evictors/count-evictor.ts";
import type { Trigger } from "../../../core/time/trigger.ts";
import { countTrigger } from "../../../core/time/triggers/count-trigger.ts";
import { eventTimeTrigger } from "../../../core/time/triggers/event-time-trigger.ts";
import { processingTimeTrigger } from "../../../core/time/triggers/processing-time-trigger.ts";
import { purgingTrigger } from "../../../core/time/triggers/purging-trigger.ts";
import { cumulate, customWindow, globalWindow, session, sliding, tumbling } from "../../../core/time/window.ts";

const key = { columns: ["k"], names: ["k"] };
const exchange = [(one: { k: string }) => one.k];

type Spec = Parameters<typeof aggregationSpec>[0];

const totals = aggregationSpec(
  { total: sum((one: { n: number }) => one.n), all: collect((one: { n: number }) => one.n) } as Spec,
  [],
  "test",
);

function windows(options: Partial<WindowOptions>): Operator {
  return windowOperator({
    key,
    window: tumbling(10),
    trigger: eventTimeTrigger(),
    evictor: undefined,
    latenessMs: 0,
    compute: { kind: "aggregate", aggregates: totals, output: "rows" },
    ...options,
  });
}

function one(timeMs: number, n: number, k = "a"): RowEvent {
  return at(timeMs, { k, n });
}

function result(windowStart: number, windowEnd: number, all: readonly number[], k = "a"): RowEvent {
  const total = all.reduce((a, b) => a + b, 0);
  return at(windowEnd - 1, { k, windowStart, windowEnd, total, all });
}

/** Of a global window. */
function whole(all: readonly number[], k = "a"): RowEvent {
  return row({ k, total: all.reduce((a, b) => a + b, 0), all });
}

test("! windows of negative times and offsets begin at or before their records", () =>
  verifyOperator(windows({ window: tumbling(10, { offset: -3 }) }), {
    input: [one(-1, 1), one(-4, 2), one(6, 4), one(7, 8), crash, watermark(20)],
    output: [result(-13, -3, [2]), result(-3, 7, [1, 4]), result(7, 17, [8]), watermark(20)],
    exchange,
  }));

test("sliding windows share records; a size that is no multiple of the slide gives some one window less", () =>
  verifyOperator(windows({ window: sliding(10, { every: 4 }) }), {
    input: [one(2, 1), one(5, 2), watermark(30)],
    output: [
      result(-4, 6, [1, 2]),
      result(0, 10, [1, 2]),
      result(4, 14, [2]),
      // 2 lies in [−4, 6) and [0, 10) only; [−8, 2) has ended.
      watermark(30),
    ],
    exchange,
  }));

test("cumulate windows grow up to their size", () =>
  verifyOperator(windows({ window: cumulate(5, { upTo: 15 }) }), {
    input: [one(2, 1), one(7, 2), one(15, 4), watermark(15), watermark(20)],
    output: [
      result(0, 5, [1]),
      result(0, 10, [1, 2]),
      result(0, 15, [1, 2]),
      watermark(15),
      result(15, 20, [4]),
      watermark(20),
    ],
    exchange,
  }));

test("! a record older than the watermark is not late as long as its window is open", () =>
  verifyOperator(windows({}), {
    input: [one(5, 1), watermark(8), one(2, 2), watermark(9), one(3, 4)],
    output: [watermark(8), result(0, 10, [1, 2]), watermark(9)],
    sides: { late: [one(3, 4)] },
    counts: { numLateRecordsDropped: 1 },
    exchange,
  }));

test("! a record within the allowed lateness fires its window at once, each one", () =>
  verifyOperator(windows({ latenessMs: 5 }), {
    input: [one(5, 1), watermark(9), one(2, 2), crash, one(3, 4), one(4, 8, "b"), watermark(14), one(4, 16)],
    output: [
      result(0, 10, [1]),
      watermark(9),
      result(0, 10, [1, 2]),
      result(0, 10, [1, 2, 4]),
      // A window that nobody had opened is opened late and fires as well.
      result(0, 10, [8], "b"),
      watermark(14),
    ],
    sides: { late: [one(4, 16)] },
    exchange,
  }));

test("! a lateness without end keeps windows for good", () =>
  verifyOperator(windows({ latenessMs: Number.POSITIVE_INFINITY }), {
    input: [one(5, 1), watermark(1e15), one(2, 2)],
    output: [result(0, 10, [1]), watermark(1e15), result(0, 10, [1, 2])],
    exchange,
  }));

test("a record is late only if all its windows have closed", () =>
  verifyOperator(windows({ window: sliding(10, { every: 5 }) }), {
    input: [watermark(9), one(7, 1), one(4, 2), watermark(20)],
    output: [watermark(9), result(5, 15, [1]), watermark(20)],
    sides: { late: [one(4, 2)] },
    exchange,
  }));

test("! a trigger replaces the window's own: one that counts never fires at the end", () =>
  verifyOperator(windows({ trigger: countTrigger(2) }), {
    input: [one(1, 1), one(2, 2), crash, one(3, 4), watermark(20)],
    output: [result(0, 10, [1, 2]), watermark(20)],
    exchange,
  }));

test("firing keeps the contents, purging forgets them, and the trigger's state stays", () => {
  const input = [1, 2, 3, 4, 5].map((n) => one(n, n));
  verifyOperator(windows({ trigger: countTrigger(2) }), {
    input,
    output: [result(0, 10, [1, 2]), result(0, 10, [1, 2, 3, 4])],
    exchange,
  });
  verifyOperator(windows({ trigger: purgingTrigger(countTrigger(2)) }), {
    input,
    output: [result(0, 10, [1, 2]), result(0, 10, [3, 4])],
    exchange,
  });
});

test("! an evictor has all records kept, so that aggregates are made of those it left", () =>
  verifyOperator(windows({ evictor: countEvictor(2) }), {
    input: [one(1, 1), one(2, 2), crash, one(3, 4), one(4, 8, "b"), watermark(20)],
    output: [result(0, 10, [2, 4]), result(0, 10, [8], "b"), watermark(20)],
    exchange,
  }));

test("records that an evictor removed after a firing are gone at the next one", () =>
  verifyOperator(windows({ trigger: countTrigger(2), evictor: countEvictor(1, { when: "after" }) }), {
    input: [one(1, 1), one(2, 2), crash, one(3, 4), one(4, 8)],
    output: [result(0, 10, [1, 2]), result(0, 10, [2, 4, 8])],
    exchange,
  }));

test("! sessions merge when they touch, and so do their contents and triggers", () =>
  verifyOperator(windows({ window: session(5), trigger: countTrigger(3) }), {
    input: [one(0, 1), one(10, 2), crash, one(5, 4), one(6, 8)],
    output: [result(0, 15, [1, 2, 4])],
    exchange,
  }));

test("! sessions judge lateness on the merged window", () =>
  verifyOperator(windows({ window: session(10) }), {
    input: [one(12, 1), watermark(14), one(4, 2), one(1, 4, "b"), watermark(50)],
    output: [watermark(14), result(4, 22, [1, 2]), watermark(50)],
    sides: { late: [one(1, 4, "b")] },
    exchange,
  }));

test("the gap of a session may come from its rows", () =>
  verifyOperator(windows({ window: session((each: { n: number }) => each.n) }), {
    input: [one(0, 3), one(2, 10), one(12, 1), one(30, 1), watermark(100)],
    output: [result(0, 13, [3, 10, 1]), result(30, 31, [1]), watermark(100)],
    exchange,
  }));

test("! a gap that is not above 0 is an error of its record", () =>
  verifyOperator(windows({ window: session((each: { n: number }) => each.n) }), {
    input: [one(0, 3), one(1, 0), one(2, 2), watermark(100)],
    output: [result(0, 4, [3, 2]), watermark(100)],
    failures: [/Cannot take 0 as the gap of a session.*row.*"n":0/],
    exchange,
  }));

test("a global window fires only by its trigger, without bounds and event time", () => {
  const input = [one(1, 1), one(2, 2), crash, one(3, 4), end];
  verifyOperator(windows({ window: globalWindow(), trigger: undefined }), { input, output: [end], exchange });
  const output = [whole([1]), whole([1, 2]), whole([1, 2, 4]), end];
  verifyOperator(windows({ window: globalWindow(), trigger: countTrigger(1) }), { input, output, exchange });
});

test("windows of processing time follow the clock; what is open when the input ends fires", () =>
  verifyOperator(windows({ window: tumbling(10, { time: "processing" }), trigger: processingTimeTrigger() }), {
    input: [
      processingTime(3),
      row({ k: "a", n: 1 }),
      processingTime(8),
      row({ k: "a", n: 2 }),
      crash,
      processingTime(12),
      row({ k: "a", n: 4 }),
      end,
    ],
    output: [result(0, 10, [1, 2]), result(10, 20, [4]), end],
    exchange,
  }));

test("sessions of processing time end when nothing came for the gap", () =>
  verifyOperator(windows({ window: session(5, { time: "processing" }), trigger: processingTimeTrigger() }), {
    input: [
      processingTime(2),
      row({ k: "a", n: 1 }),
      processingTime(5),
      row({ k: "a", n: 2 }),
      processingTime(20),
      row({ k: "a", n: 4 }),
      end,
    ],
    output: [result(2, 10, [1, 2]), result(20, 25, [4]), end],
    exchange,
  }));

test("windows of one's own may be any, and none", () =>
  verifyOperator(
    windows({
      window: customWindow("by n", (each: { n: number }, timeMs) =>
        each.n === 0 ? [] : [{ start: timeMs, end: timeMs + each.n }],
      ),
    }),
    {
      input: [one(1, 3), one(2, 0), crash, one(1, 3), watermark(2), watermark(3)],
      output: [watermark(2), result(1, 4, [3, 3]), watermark(3)],
      exchange,
    },
  ));

test("a window that ends before it begins is an error of its record", () =>
  verifyOperator(
    windows({ window: customWindow("odd", (each: { n: number }, t) => [{ start: t, end: t - each.n }]) }),
    {
      input: [one(1, 3), watermark(2)],
      output: [watermark(2)],
      failures: [/Cannot assign a record to a window of "odd".*got \[1, -2\).*globalWindow/],
      exchange,
    },
  ));

test("a window so far away that its results would have no time is an error of its record", () =>
  verifyOperator(
    windows({ window: customWindow("ns", (_: unknown, t) => [{ start: t * 1e18, end: t * 1e18 + 1e9 }]) }),
    {
      input: [one(1, 3), watermark(2)],
      output: [watermark(2)],
      failures: [
        /Cannot assign a record to a window of "ns" .* both within 2\^53 ms of the epoch: got \[1000000000000000000, /,
      ],
      exchange,
    },
  ));

test("reduce gives the one row that is left", () =>
  verifyOperator(
    windows({
      compute: {
        kind: "aggregate",
        aggregates: reduction((a: { n: number }, b: object) => ({ ...b, n: a.n * 10 + (b as { n: number }).n })),
        output: "values",
      },
    }),
    {
      input: [one(1, 1), one(2, 2), crash, one(3, 3), watermark(20)],
      output: [at(9, { k: "a", n: 123 }), watermark(20)],
      exchange,
    },
  ));

interface Given {
  readonly k: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly rows: readonly { readonly n: number }[];
  readonly watermark: number;
  readonly windowState: { fired: number };
  readonly globalState: { fired: number };
  sideOutput(name: string, value: unknown): void;
}

test("! a function of a window is called at each firing; its state of the window is gone with the window, that of the key stays", () =>
  verifyOperator(
    windows({
      latenessMs: 5,
      compute: {
        kind: "process",
        aggregates: undefined,
        clear: undefined,
        sides: ["many"],
        windowState: () => ({ fired: 0 }),
        globalState: () => ({ fired: 0 }),
        process: (window: Given) => {
          window.windowState.fired++;
          window.globalState.fired++;
          const { k, windowStart, windowEnd } = window;
          if (window.rows.length > 1) window.sideOutput("many", window.rows.length);
          return [{ k, windowStart, windowEnd, here: window.windowState.fired, ever: window.globalState.fired }];
        },
      },
    }),
    {
      input: [one(1, 1), watermark(9), crash, one(2, 2), watermark(14), one(15, 3), crash, watermark(30)],
      output: [
        at(9, { k: "a", windowStart: 0, windowEnd: 10, here: 1, ever: 1 }),
        watermark(9),
        at(9, { k: "a", windowStart: 0, windowEnd: 10, here: 2, ever: 2 }),
        watermark(14),
        at(19, { k: "a", windowStart: 10, windowEnd: 20, here: 1, ever: 3 }),
        watermark(30),
      ],
      sides: { many: [at(9, 2)] },
      exchange,
    },
  ));

test("a function that throws says of which window", () => {
  const compute = {
    kind: "process" as const,
    aggregates: undefined,
    clear: undefined,
    sides: [],
    windowState: undefined,
    globalState: undefined,
    process: (): undefined => {
      throw new TypeError("no");
    },
  };
  expect(() => verifyOperator(windows({ compute }), { input: [one(1, 1), watermark(20)], output: [] })).toThrow(
    /Cannot apply process at window \[0, 10\) of .* as it threw TypeError: no; the row is \{"rows":/,
  );
});

test("rows without event time cannot be in windows of it", () => {
  const counted = aggregationSpec({ rows: count() } as Spec, [], "test");
  const operator = windows({ compute: { kind: "aggregate", aggregates: counted, output: "rows" } });
  expect(() => verifyOperator(operator, { input: [row({ k: "a" })], output: [] })).toThrow(
    /no event time.*withEventTime/,
  );
});

interface Outcome {
  readonly k: string;
  readonly windowEnd: number;
  readonly results: { readonly total: number; readonly all: readonly number[] };
  readonly windowState: { fired: number };
  readonly globalState: { closed: number[] };
}

test("a record that fails where it joins windows leaves them as they were, each with its own", () => {
  const listed = {
    name: "listed",
    zero: (): number[] => [],
    add: (partial: number[], { n }: { n: number }) => {
      if (n === 13) throw new Error("unlucky");
      partial.push(n);
      return partial;
    },
    merge: (left: number[], right: number[]) => {
      left.push(...right);
      return left;
    },
    result: (partial: number[]) => [...partial],
  };
  const aggregates = aggregationSpec(
    { all: { aggregate: listed, value: (row: unknown) => row } } as unknown as Spec,
    [],
    "test",
  );
  const compute = { kind: "aggregate", aggregates, output: "rows" } as const;
  const of = (windowStart: number, windowEnd: number, ...all: number[]): RowEvent =>
    at(windowEnd - 1, { k: "a", windowStart, windowEnd, all });
  verifyOperator(windows({ window: session(5), compute }), {
    input: [one(0, 1), one(8, 2), crash, one(4, 13), watermark(50)],
    output: [of(0, 5, 1), of(8, 13, 2), watermark(50)],
    failures: [/unlucky/],
    exchange,
  });
});

test("a global window that was forgotten when it was empty goes on with the timers that its trigger has set", () => {
  const compute = {
    kind: "process" as const,
    aggregates: undefined,
    clear: undefined,
    sides: [],
    windowState: undefined,
    globalState: () => ({ calls: 0 }),
    process: ({ rows, globalState }: { rows: readonly { n: number }[]; globalState: { calls: number } }) => [
      { call: ++globalState.calls, all: rows.map(({ n }) => n) },
    ],
  };
  const later: Trigger<{ n: number }> = {
    name: "the first at once, others later",
    onRow: ({ n }, _, context) => {
      if (n > 1) return "continue";
      context.setProcessingTimer(10);
      return "fireAndPurge";
    },
    onProcessingTime: () => "fire",
  };
  verifyOperator(windows({ window: globalWindow(), trigger: later as Trigger, compute }), {
    input: [row({ k: "a", n: 1 }), crash, row({ k: "a", n: 2 }), processingTime(10)],
    output: [row({ call: 1, all: [1] }), row({ call: 2, all: [2] })],
    exchange,
  });
});

test("a function of aggregates is given their results; what is left of a window goes by clear to the state of its key", () => {
  const compute = {
    kind: "process" as const,
    aggregates: totals,
    sides: [],
    windowState: () => ({ fired: 0 }),
    globalState: () => ({ closed: [] }),
    process: ({ k, windowEnd, results, windowState, globalState }: Outcome) => {
      windowState.fired++;
      return [{ k, windowEnd, total: results.total, closed: [...globalState.closed] }];
    },
    clear: ({ windowState, globalState }: Outcome) => globalState.closed.push(windowState.fired),
  };
  const input = [one(1, 1), watermark(9), one(2, 2), crash, watermark(14), one(15, 4), watermark(30)];
  const given = (windowEnd: number, total: number, closed: readonly number[]): RowEvent =>
    at(windowEnd - 1, { k: "a", windowEnd, total, closed });
  const first = [given(10, 1, []), watermark(9), given(10, 3, []), watermark(14)];
  verifyOperator(windows({ latenessMs: 5, compute }), {
    input,
    output: [...first, given(20, 4, [2]), watermark(30)],
    exchange,
  });
  verifyOperator(windows({ latenessMs: 5, compute, evictor: countEvictor(1) }), {
    input,
    output: [given(10, 1, []), watermark(9), given(10, 2, []), watermark(14), given(20, 4, [2]), watermark(30)],
    exchange,
  });
});

test("windows of one's own may merge, up to a length that a function says", () => {
  const assign = (_: unknown, timeMs: number) => [{ start: timeMs, end: timeMs + 5 }];
  const input = [one(0, 1), one(4, 2), crash, one(8, 4), watermark(50)];
  verifyOperator(windows({ window: customWindow("like sessions", assign, { merge: "touching" }) }), {
    input,
    output: [result(0, 13, [1, 2, 4]), watermark(50)],
    exchange,
  });
  const short = customWindow("short sessions", assign, {
    merge: (a, b) => a.start <= b.end && b.start <= a.end && Math.max(a.end, b.end) - Math.min(a.start, b.start) <= 10,
  });
  verifyOperator(windows({ window: short }), {
    input,
    output: [result(0, 9, [1, 2]), result(8, 13, [4]), watermark(50)],
    exchange,
  });
  expect(() => customWindow("odd", assign, { merge: "overlapping" as never })).toThrow(
    /Cannot merge windows of "odd" as merge must be "touching" or a function of two windows: got "overlapping"/,
  );
});

test("a day has 23 hours where clocks are set forward", () => {
  const midnight = Date.parse("2026-03-28T23:00Z");
  const hours = (n: number) => midnight + n * 3_600_000;
  verifyOperator(windows({ window: tumbling("1d", { zone: "Europe/Berlin" }) }), {
    input: [one(hours(0), 1), one(hours(22.9), 2), one(hours(23), 4), crash, watermark(hours(47))],
    output: [result(hours(0), hours(23), [1, 2]), result(hours(23), hours(47), [4]), watermark(hours(47))],
    exchange,
  });
});
