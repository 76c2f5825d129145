import { describe, expect, test } from "vitest";
import { type WhyView, whyText } from "../../../core/display/mod.ts";

const minute = 60_000;
const nine = Date.UTC(2026, 0, 1, 9);
const now = Date.UTC(2026, 0, 1, 12);

const silent: WhyView = {
  step: "hourly",
  asked: "hourly",
  run: "running",
  failure: null,
  reason: "event time",
  nowMs: now,
  watermark: nine + 2 * minute,
  holds: {
    count: 1,
    of: "sessions",
    next: { time: "event", timeMs: nine + 60 * minute - 1, window: { start: nine, end: nine + 60 * minute } },
  },
  heldBackBy: {
    kind: "split",
    source: "kafka(orders)",
    split: "orders-2",
    step: "withEventTime #1",
    watermark: nine + 2 * minute,
    status: "waiting",
    sinceMs: now - 4 * minute,
    rows: 512,
    lastRowsMs: now - 4 * minute,
    movedMs: now - 4 * minute,
    rowsSince: 0,
    idleAfterMs: null,
    slow: null,
    waitsFor: null,
  },
  stoppedAt: null,
  slow: null,
  path: [
    { step: "kafka(orders)", kind: "source", rowsIn: null, rowsOut: 12_345, lateRecordsDropped: 0, watermark: null },
    {
      step: "withEventTime #1",
      kind: "operator",
      rowsIn: 12_345,
      rowsOut: 12_345,
      lateRecordsDropped: 0,
      watermark: nine + 2 * minute,
    },
    {
      step: "hourly",
      kind: "operator",
      rowsIn: 12_345,
      rowsOut: 40,
      lateRecordsDropped: 3,
      watermark: nine + 2 * minute,
    },
  ],
  splits: [
    {
      source: "kafka(orders)",
      split: "orders-0",
      status: "waiting",
      sinceMs: now - 1000,
      rows: 11_833,
      lastRowsMs: now - 1000,
      watermark: nine + 75 * minute,
      isIdle: false,
    },
    {
      source: "kafka(orders)",
      split: "orders-1",
      status: "reading",
      sinceMs: now,
      rows: 0,
      lastRowsMs: null,
      watermark: null,
      isIdle: true,
    },
    {
      source: "kafka(orders)",
      split: "orders-2",
      status: "waiting",
      sinceMs: now - 4 * minute,
      rows: 512,
      lastRowsMs: now - 4 * minute,
      watermark: nine + 2 * minute,
      isIdle: false,
    },
  ],
};

test("a split that gave rows a moment ago is not called silent, nor what came from it the last", () => {
  const { nowMs } = silent;
  const text = whyText({
    ...silent,
    heldBackBy: { ...silent.heldBackBy!, status: "waiting", lastRowsMs: nowMs - 5 },
    splits: silent.splits.map((split) => ({ ...split, isIdle: false, status: "waiting", sinceMs: nowMs - 5 })),
  });
  expect(text).toContain("512 rows of it came, the last just now.");
  expect(text).not.toMatch(/silent for|none since/);
  expect(text.match(/being read/g)).toHaveLength(3);
});

test("the whole answer as people see it", () => {
  expect(whyText(silent)).toBe(
    `hourly has not fired as event time is at 2026-01-01 09:02 UTC, and its next window [2026-01-01 09:00, 2026-01-01 10:00) is due at 2026-01-01 09:59:59.999 UTC. It holds 1 session.
Event time is held back by split "orders-2" of source kafka(orders), at 2026-01-01 09:02 UTC, 1 h 13 min behind the furthest split: 512 rows of it came, the last 4 min 0 s ago (2026-01-01 11:56 UTC), and none since; it is not idle, as withEventTime #1 has no idleAfter.
→ Give withEventTime #1 an idleAfter, for instance { idleAfter: "30s" }: a split that is silent for so long is not waited for.

the way there     rows in  rows out  event time
kafka(orders)                12,345
  split orders-0             11,833  2026-01-01 10:15  silent for 1 s
  split orders-1                  0  none yet          idle
  split orders-2                512  2026-01-01 09:02  silent for 4 min 0 s  ◀ holds event time back
withEventTime #1   12,345    12,345  2026-01-01 09:02
hourly             12,345        40  2026-01-01 09:02  3 too late`,
  );
});

test("on a terminal the first sentence is bright and the head of the table dim", () => {
  const [first] = whyText(silent, { color: "terminal" }).split("\n");
  expect([first!.startsWith("\u001b[1mhourly has not fired "), first!.endsWith("\u001b[22m")]).toEqual([true, true]);
  expect(whyText(silent, { color: "terminal" })).toContain("\u001b[2mthe way there");
});

test("names of steps and splits cannot bring control characters to a terminal", () => {
  const nasty = "\u001b[31mred\u0007\n";
  const text = whyText({
    ...silent,
    step: nasty,
    asked: nasty,
    heldBackBy: { ...silent.heldBackBy!, split: nasty, source: nasty },
    path: silent.path.map((step) => ({ ...step, step: nasty })),
    splits: silent.splits.map((split) => ({ ...split, source: nasty, split: nasty })),
  });
  expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

describe("who keeps it waiting", () => {
  const back = (change: Partial<NonNullable<WhyView["heldBackBy"]>>) =>
    whyText({ ...silent, heldBackBy: { ...silent.heldBackBy!, ...change } })
      .split("\n\n")[0]!
      .split("\n")
      .slice(1);

  test("a split that is idle soon", () => {
    expect(back({ idleAfterMs: 5 * minute })[0]).toContain("it is not idle yet, withEventTime #1 waits 5 min 0 s.");
    expect(back({ idleAfterMs: 200 })[0]).toContain("it is not idle yet, withEventTime #1 waits 200 ms.");
  });

  test("one that has given nothing, one that is not begun, one whose turn it is not", () => {
    expect(back({ rows: 0, lastRowsMs: null, watermark: null })[0]).toContain(
      "which has none yet: no row of it has come; it is not idle",
    );
    expect(back({ status: "unread" })[0]).toMatch(/it has not been begun yet\.$/);
    expect(back({ status: "turn" })[0]).toContain("it waits for its turn, 512 rows of it came");
  });

  test("one that a sink holds back, one that is paused", () => {
    expect(back({ status: "held", slow: "forEach" })).toEqual([
      expect.stringContaining("forEach has not taken what it was given for 4 min 0 s; 512 rows of it came"),
      "→ Make forEach faster, or give it less.",
    ]);
    expect(back({ status: "paused", waitsFor: "orders-7" })).toEqual([
      expect.stringContaining('it has been paused for 4 min 0 s as it is too far ahead of split "orders-7"'),
      '→ See why split "orders-7" is behind, or raise maxDrift of align.',
    ]);
  });

  test("a step that knows no splits", () => {
    expect(back({ kind: "step", split: null, source: null, status: null })).toEqual([
      "It is as far as the rows that came to withEventTime #1, at 2026-01-01 09:02 UTC; more of them would move it.",
    ]);
  });
});
