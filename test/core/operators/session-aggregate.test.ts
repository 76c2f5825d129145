import fc from "fast-check";
import { expect, test } from "vitest";
import { count, sum } from "../../../core/aggregates/mod.ts";
import { aggregationSpec } from "../../../core/dataset/aggregation.ts";
import { range, session } from "../../../core/mod.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { sessionAggregate } from "../../../core/operators/session-aggregate.ts";
import { at, crash, end, type InputEvent, type OutputEvent, type RowEvent } from "../../../core/testing/event.ts";
import { verifyOperator, watermark } from "../../../core/testing/mod.ts";

interface Click {
  readonly user: string;
  readonly n: number;
}

const key = { columns: ["user"], names: ["user"] };
const spec = aggregationSpec(
  { rows: count(), total: sum((click: Click) => click.n) } as Parameters<typeof aggregationSpec>[0],
  [],
  "test",
);

function sessions(gapMs: number, latenessMs = 0): Operator {
  return sessionAggregate({ key, gapMs, latenessMs, aggregates: spec, output: "rows" });
}

function click(timeMs: number, n: number, user = "a"): RowEvent {
  return at(timeMs, { user, n });
}

function result(windowStart: number, windowEnd: number, rows: number, total: number, user = "a"): RowEvent {
  return at(windowEnd - 1, { user, windowStart, windowEnd, rows, total });
}

const exchange = [(row: Click) => row.user];

test("a session holds records of a key that are at most the gap apart", () =>
  verifyOperator(sessions(10), {
    input: [click(0, 1), click(9, 2), click(3, 4, "b"), watermark(12), watermark(18), click(40, 8), end],
    output: [result(3, 13, 1, 4, "b"), watermark(12), result(0, 19, 2, 3), watermark(18), result(40, 50, 1, 8), end],
    exchange,
  }));

test("sessions merge when they touch: a record exactly the gap later belongs to them", () =>
  verifyOperator(sessions(10), {
    input: [click(0, 1), click(10, 2), click(21, 4), watermark(100)],
    output: [result(0, 20, 2, 3), result(21, 31, 1, 4), watermark(100)],
    exchange,
  }));

test("a record between two sessions makes them one", () =>
  verifyOperator(sessions(10), {
    input: [click(20, 1), click(0, 2), click(40, 8), click(10, 4), watermark(100)],
    output: [result(0, 30, 3, 7), result(40, 50, 1, 8), watermark(100)],
    exchange,
  }));

test("a record can merge more sessions than two", () =>
  verifyOperator(sessions(10), {
    input: [
      click(11, 1),
      click(0, 2),
      click(22, 4),
      click(33, 8),
      click(10, 16),
      click(21, 32),
      click(32, 64),
      watermark(100),
    ],
    output: [result(0, 43, 7, 127), watermark(100)],
    exchange,
  }));

test("late is judged on the merged window: a live session rescues a late record, a lone one leaves by the side", () =>
  verifyOperator(sessions(10), {
    input: [click(12, 1), watermark(14), click(4, 2), click(3, 4), click(30, 8), click(1, 16, "b"), watermark(50)],
    output: [watermark(14), result(3, 22, 3, 7), result(30, 40, 1, 8), watermark(50)],
    sides: { late: [click(1, 16, "b")] },
    counts: { numLateRecordsDropped: 1 },
    exchange,
  }));

test("within the allowed lateness each record fires its session again", () =>
  verifyOperator(sessions(10, 20), {
    input: [
      click(0, 1),
      watermark(10),
      click(2, 2),
      click(4, 4),
      watermark(13),
      click(3, 8),
      watermark(32),
      click(3, 9),
      watermark(33),
      click(3, 16),
    ],
    output: [
      result(0, 10, 1, 1),
      watermark(10),
      // Grown beyond the watermark, it fires once, at its new end.
      result(0, 14, 3, 7),
      watermark(13),
      result(0, 14, 4, 15),
      watermark(32),
      result(0, 14, 5, 24),
      watermark(33),
    ],
    sides: { late: [click(3, 16)] },
    exchange,
  }));

test("a late record within the lateness can open a session, which fires at once", () =>
  verifyOperator(sessions(10, 20), {
    input: [watermark(15), click(0, 1), click(5, 2), watermark(20)],
    output: [watermark(15), result(0, 10, 1, 1), result(0, 15, 2, 3), watermark(20)],
    exchange,
  }));

test("sessions go on after a restore, those that have fired too", () =>
  verifyOperator(sessions(10, 20), {
    input: [click(-5, 1), crash, watermark(6), crash, click(0, 2), crash, watermark(40)],
    output: [result(-5, 5, 1, 1), watermark(6), result(-5, 10, 2, 3), watermark(40)],
    exchange,
  }));

test("a lateness without end keeps sessions for good", () =>
  verifyOperator(sessions(10, Number.POSITIVE_INFINITY), {
    input: [click(0, 1), watermark(1e15), click(1, 2)],
    output: [result(0, 10, 1, 1), watermark(1e15), result(0, 11, 2, 3)],
    exchange,
  }));

/** The same by lists of rows, one record at a time. */
function naive(
  gapMs: number,
  latenessMs: number,
  input: readonly InputEvent[],
): { output: OutputEvent[]; late: RowEvent[] } {
  let open: { user: string; start: number; end: number; rows: number[]; pending: boolean }[] = [];
  let now = Number.NEGATIVE_INFINITY;
  const output: OutputEvent[] = [];
  const late: RowEvent[] = [];
  const fire = ({ user, start, end: to, rows }: (typeof open)[number]): void => {
    output.push(
      result(
        start,
        to,
        rows.length,
        rows.reduce((a, b) => a + b, 0),
        user,
      ),
    );
  };
  for (const event of input) {
    if (event.event === "watermark") {
      now = Math.max(now, event.timeMs);
      for (const session of open) {
        if (session.pending && session.end - 1 <= now) {
          fire(session);
          session.pending = false;
        }
      }
      open = open.filter((session) => session.end - 1 + latenessMs > now);
      output.push(event);
    } else if (event.event === "row") {
      const { user, n } = event.value as Click;
      const [from, to] = [event.timeMs!, event.timeMs! + gapMs];
      const touched = open.filter((session) => session.user === user && session.start <= to && session.end >= from);
      const start = Math.min(from, ...touched.map((session) => session.start));
      const last = Math.max(to, ...touched.map((session) => session.end));
      if (last - 1 + latenessMs <= now) {
        late.push(event);
        continue;
      }
      const merged = {
        user,
        start,
        end: last,
        rows: [...touched.flatMap(({ rows }) => rows), n],
        pending: last - 1 > now,
      };
      open = [...open.filter((session) => !touched.includes(session)), merged];
      if (!merged.pending) fire(merged);
    }
  }
  return { output, late };
}

const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ user: fc.constantFrom("a", "b"), time: fc.integer({ min: -20, max: 80 }) }) },
  { weight: 1, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 20 }) }) },
);

test("sessions equal those of a naive program, whatever the order of records and watermarks", () =>
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0, 0, 2, 5, 30),
      (events, gapMs, latenessMs) => {
        let now = -20;
        const input = events.map((one, n): InputEvent => {
          if ("user" in one) return click(one.time, n, one.user);
          now += one.advance;
          return watermark(now);
        });
        const { output, late } = naive(gapMs, latenessMs, input);
        verifyOperator(sessions(gapMs, latenessMs), { input, output, sides: { late }, exchange });
      },
    ),
    { numRuns: 100 },
  ));

test("a session costs the same however many of its key are open, where event time lags", {
  timeout: 15_000,
}, async () => {
  let [results, ended] = [0, 0];
  await range(200_000)
    .withEventTime((i) => i * 60_000, { outOfOrder: "3650d" })
    .windowAll(session("30s"))
    .aggregate({ rows: count() })
    .forEach(({ windowEnd }) => {
      results++;
      ended = windowEnd;
    });
  expect([results, ended]).toEqual([200_000, 199_999 * 60_000 + 30_000]);
});
