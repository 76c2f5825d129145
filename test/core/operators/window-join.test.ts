import fc from "fast-check";
import { expect, test } from "vitest";
import { from, globalWindow, session, tumbling } from "../../../core/mod.ts";
import type { JoinHow } from "../../../core/operators/join-spec.ts";
import { windowJoin } from "../../../core/operators/window-join.ts";
import { at, crash, end, on, type RowEvent, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { type PaneAssigner, sliding } from "../../../core/time/window.ts";
import {
  dataset,
  type Form,
  hows,
  type Left,
  lefts,
  nestedLoop,
  type Right,
  rights,
  sameId,
  sorted,
} from "./join-oracle.ts";

const key = { columns: ["id"], names: ["id"] };

function joinOf(how: JoinHow, window: PaneAssigner = tumbling(10)) {
  return windowJoin({ how, keys: [key, key], shared: ["id"], window });
}

const exchange = [(row: { id: number }) => row.id, (row: { id: number }) => row.id];

function person(timeMs: number, id: number, name: string): RowEvent {
  return on(0, at(timeMs, { id, name }));
}

function auction(timeMs: number, id: number, item: string): RowEvent {
  return on(1, at(timeMs, { id, item }));
}

const input = [
  person(1, 7, "Ada"),
  auction(9, 7, "cup"),
  auction(3, 7, "hat"),
  person(2, 8, "Bob"),
  auction(11, 8, "pen"),
  watermark(9),
  person(12, 9, "Cyd"),
  auction(8, 7, "late"),
  watermark(19),
];

function result(how: JoinHow, first: readonly object[], second: readonly object[]): void {
  const window = (start: number) => (row: object) =>
    at(start + 9, { ...row, windowStart: start, windowEnd: start + 10 });
  verifyOperator(joinOf(how), {
    input,
    output: [...first.map(window(0)), watermark(9), ...second.map(window(10)), watermark(19)],
    sides: { lateRight: [at(8, { id: 7, item: "late" })] },
    counts: { numLateRecordsDropped: 1 },
    // Subtasks are told of columns, which rows that are values do not have: a join has objects made columns before.
    ...(["inner", "semi", "anti"].includes(how) ? { exchange } : {}),
  });
}

const cup = { id: 7, name: "Ada", item: "cup" };
const hat = { id: 7, name: "Ada", item: "hat" };
const bob = { id: 8, name: "Bob", item: null };
const cyd = { id: 9, name: "Cyd", item: null };
const pen = { id: 8, name: null, item: "pen" };

test("rows of a key meet in the window they share, when it ends; later ones leave by their side output", () =>
  result("inner", [cup, hat], []));

test("left, right and full joins give rows that met nobody in their window", () => {
  result("left", [cup, hat, bob], [cyd]);
  result("right", [cup, hat], [pen]);
  result("full", [cup, hat, bob], [cyd, pen]);
});

test("semi and anti joins give left rows once a window", () => {
  result("semi", [{ id: 7, name: "Ada" }], []);
  result("anti", [{ id: 8, name: "Bob" }], [{ id: 9, name: "Cyd" }]);
});

test("in sliding windows a pair comes once for each window that both are in", () =>
  verifyOperator(joinOf("inner", sliding(10, { every: 5 })), {
    input: [person(6, 7, "Ada"), auction(12, 7, "cup"), crash, end],
    output: [at(14, { id: 7, name: "Ada", item: "cup", windowStart: 5, windowEnd: 15 }), end],
    exchange,
  }));

const ways = fc.record({
  how: fc.constantFrom(...hows),
  leftForm: fc.constantFrom<Form>("objects", "columns", "mapped", "class"),
  rightForm: fc.constantFrom<Form>("objects", "columns", "mapped", "class"),
  parallelism: fc.integer({ min: 1, max: 4 }),
  batchRows: fc.constantFrom(1, 3, 64),
});

test("a window join gives what a nested loop over each window gives", () =>
  fc.assert(
    fc.asyncProperty(lefts, rights, ways, async (left, right, { how, leftForm, rightForm, ...options }) => {
      const timed = { outOfOrder: 100 };
      const rows = await dataset(left, leftForm)
        .withEventTime((row) => row.at, timed)
        .join(
          dataset(right, rightForm).withEventTime((row) => row.at, timed),
          { on: "id", how, window: tumbling(10), select: (l, r) => [l && { ...l }, r && { ...r }] },
        )
        .collect(options);
      const match = (l: Left, r: Right): boolean => sameId(l, r) && Math.floor(l.at / 10) === Math.floor(r.at / 10);
      expect(sorted(rows)).toEqual(sorted(nestedLoop(left, right, how, match)));
    }),
    { numRuns: 300 },
  ));

test("rows get the columns of both and of the window, whatever their form", () =>
  fc.assert(
    fc.asyncProperty(lefts, rights, ways, async (left, right, { how, leftForm, rightForm, ...options }) => {
      const timed = { outOfOrder: 100 };
      const renamed = right.map((each) => ({ id: each.id, r: each.r, rightAt: each.at }));
      const parallelism = [leftForm, rightForm].includes("class") ? 1 : options.parallelism;
      const rows = await dataset(left, leftForm)
        .withEventTime((row) => row.at, timed)
        .join(
          dataset(renamed, rightForm).withEventTime((row) => row.rightAt, timed),
          { on: "id", how, window: tumbling(10) },
        )
        .collect({ ...options, parallelism });
      const start = (row: { at: number } | { rightAt: number }): number =>
        Math.floor(("at" in row ? row.at : row.rightAt) / 10) * 10;
      const expected = nestedLoop(
        left,
        renamed,
        how,
        (l, r) => l.id !== null && l.id === r.id && start(l) === start(r),
      ).map(([l, r]) => {
        const window = { windowStart: start(l ?? r!), windowEnd: start(l ?? r!) + 10 };
        if (how === "semi" || how === "anti") return { ...l, ...window };
        const noLeft = left.length === 0 ? {} : { day: null, l: null, at: null };
        return { ...noLeft, ...(right.length === 0 ? {} : { r: null, rightAt: null }), ...r, ...l, ...window };
      });
      expect(sorted(rows.map(filled))).toEqual(sorted(expected.map(filled)));
    }),
    { numRuns: 300 },
  ));

/** Without what is null: the columns of a side are known from its first row on, a window before it lacks them. */
function filled(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

test("a dataset without event time, windows that do not end, and columns side by side in windows of a key's own are refused", async () => {
  const one = from([{ id: 1 }]);
  await expect(one.join(one, { on: "id", window: tumbling(10) }).collect()).rejects.toThrow(
    "Cannot assign records to windows in join #1 as they have no event time",
  );
  expect(() => one.join(one, { on: "id", window: session(10) as never })).toThrow(
    "Cannot put columns side by side in join #1 as its windows (session, gap 10 ms) are of each key's own, so that a side may have no columns yet: " +
      "got no select; say what becomes of a pair, for instance select: (left, right) => ({ ...left, ...right })",
  );
  expect(() => one.join(one, { on: "id", window: globalWindow() as never, select: (left) => left })).toThrow(
    'Cannot let two inputs meet in join #1 in such windows as windows must end by time: got "global"; ' +
      "use for instance tumbling, sliding, cumulate or session",
  );
});

test("a column that is called as those of the window is refused with the remedy", async () => {
  const timed = from([{ id: 1, windowStart: 5 }]).withEventTime(() => 1);
  const right = from([{ id: 1 }]).withEventTime(() => 1);
  await expect(timed.join(right, { on: "id", window: tumbling(10) }).collect()).rejects.toThrow(
    'Cannot add the window to the rows of join #2 as these columns are there already: got "windowStart"; ' +
      "rename them with map before, or say with select what becomes of both",
  );
});
