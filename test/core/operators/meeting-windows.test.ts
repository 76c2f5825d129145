import fc from "fast-check";
import { expect, expectTypeOf, test } from "vitest";
import { customWindow, type Dataset, from, session, tumbling } from "../../../core/mod.ts";
import type { KeyedRows } from "../../../core/operators/group-calls.ts";
import { meetingWindows } from "../../../core/operators/meeting-windows.ts";
import { at, end, on, processingTime, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { hows, type Left, lefts, type Right, rights, sorted } from "./join-oracle.ts";

const key = { columns: ["id"], names: ["id"] };
const keys = [key, key] as const;
const exchange = [(each: { id: number }) => each.id, (each: { id: number }) => each.id];

function make({ key: id, left, right, ...window }: KeyedRows): unknown[] {
  const of = (rows: unknown[]): number[] => (rows as { v: number }[]).map(({ v }) => v);
  return [{ id, left: of(left), right: of(right), ...window }];
}

test("a session goes on with rows of either side; late rows leave by the side output of theirs, as they came", () =>
  verifyOperator(meetingWindows({ what: "coGroup", keys, window: session(10), make }), {
    input: [
      on(0, at(1, { id: 1, v: 5 })),
      on(1, at(11, { id: 1, v: 6 })),
      on(0, at(2, { id: 2, v: 9 })),
      watermark(11),
      on(0, at(21, { id: 1, v: 7 })),
      watermark(40),
      on(1, at(3, { id: 1, v: 8 })),
      on(0, at(4, { id: 2, v: 1 })),
      end,
    ],
    output: [
      at(11, { id: 2, left: [9], right: [], windowStart: 2, windowEnd: 12 }),
      watermark(11),
      at(30, { id: 1, left: [5, 7], right: [6], windowStart: 1, windowEnd: 31 }),
      watermark(40),
      end,
    ],
    sides: { lateLeft: [at(4, { id: 2, v: 1 })], lateRight: [at(3, { id: 1, v: 8 })] },
    exchange,
  }));

test("windows by the clock take rows of both sides without event time", () =>
  verifyOperator(meetingWindows({ what: "coGroup", keys, window: tumbling(10, { time: "processing" }), make }), {
    input: [processingTime(5), on(0, row({ id: 1, v: 5 })), on(1, row({ id: 1, v: 6 })), processingTime(10), end],
    output: [at(9, { id: 1, left: [5], right: [6], windowStart: 0, windowEnd: 10 }), end],
    exchange,
  }));

test("functions of the user's are given the rows themselves, and a group at which one throws is left out where onError says so", async () => {
  const calls = from([
    { id: 1, at: 1, lasts: 5 },
    { id: 2, at: 1, lasts: 50 },
  ]).withEventTime((each) => each.at);
  const answers = from([{ id: 1, at: 5, lasts: 2 }]).withEventTime((each) => each.at);
  const own = customWindow<{ lasts: number }>("as long as it says", ({ lasts }, timeMs) => [
    { start: Math.min(timeMs, 1), end: 1 + lasts + (timeMs > 1 ? 3 : 0) },
  ]);
  const groups = calls.coGroup(answers, { on: "id", window: own, onError: "skip" }, ({ key: id, left, right }) => {
    if (id === 2) throw new Error("none of two");
    return [{ id, left: left.length, right: right.length }];
  });
  expect(await groups.collect()).toEqual([{ id: 1, left: 1, right: 1 }]);
  const byRow = calls.coGroup(
    answers,
    { on: "id", window: session((each: { lasts: number }) => each.lasts) },
    ({ windowEnd }) => [windowEnd],
  );
  expectTypeOf(byRow).toEqualTypeOf<Dataset<number>>();
  expect((await byRow.collect()).sort()).toEqual([51, 7]);
});

/** Rows of a key in order of time, cut where the gap to the next is larger. */
function sessionsOf(rows: readonly (Left | Right)[], gap: number): (Left | Right)[][] {
  const sessions: (Left | Right)[][] = [];
  for (const each of [...rows].sort((a, b) => a.at - b.at)) {
    const last = sessions.at(-1);
    if (last !== undefined && each.at - last.at(-1)!.at <= gap) last.push(each);
    else sessions.push([each]);
  }
  return sessions;
}

function naive(left: readonly Left[], right: readonly Right[], how: string, gap: number): unknown[] {
  const all = [...left, ...right];
  const pairs: unknown[] = [];
  for (const id of new Set(all.map((each) => each.id))) {
    for (const rows of sessionsOf(
      all.filter((each) => each.id === id),
      gap,
    )) {
      const lefts = rows.filter((each) => "l" in each).map(({ l }) => l);
      const rights = rows.filter((each) => "r" in each).map((each) => (each as Right).r);
      const meet = id !== null && lefts.length > 0 && rights.length > 0;
      if (how === "semi" || how === "anti")
        pairs.push(...(meet === (how === "semi") ? lefts.map((l) => [l, "none"]) : []));
      else if (meet) pairs.push(...lefts.flatMap((l) => rights.map((r) => [l, r])));
      else if (how !== "inner") {
        if (how !== "right") pairs.push(...lefts.map((l) => [l, "none"]));
        if (how !== "left") pairs.push(...rights.map((r) => ["none", r]));
      }
    }
  }
  return pairs;
}

test.each(hows)("a %s join in sessions gives what a nested loop over each session gives", (how) =>
  fc.assert(
    fc.asyncProperty(
      lefts,
      rights,
      fc.constantFrom(1, 3, 9),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(1, 64),
      async (left, right, gap, parallelism, batchRows) => {
        const timed = [left, right].map((rows) =>
          from<Left | Right>(rows).withEventTime((each) => each.at, { outOfOrder: 50 }),
        ) as unknown as [Dataset<Left>, Dataset<Right>];
        const select = (l: Left | null, r: Right | null): unknown[] => [
          l === null ? "none" : l.l,
          r === null ? "none" : r.r,
        ];
        const joined = timed[0].join(timed[1], { on: "id", how, window: session(gap), select: select as never });
        const rows = (await joined.collect({ parallelism, batchRows })) as unknown[];
        expect(sorted(rows as object[])).toEqual(sorted(naive(left, right, how, gap) as object[]));
      },
    ),
    { numRuns: 40 },
  ),
);
