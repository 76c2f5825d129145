import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeySpec } from "../../../core/operators/keyed-input.ts";
import { type TopRowsSpec, topRows } from "../../../core/operators/top-rows.ts";
import {
  at,
  crash,
  end,
  finalContents,
  type InputEvent,
  insert,
  type OutputEvent,
  remove,
  row,
  updateAfter,
  updateBefore,
  verifyOperator,
} from "../../../core/testing/mod.ts";
import { changesOf, differences, stepsOf } from "./changing-inputs.ts";

interface Row {
  readonly k: string;
  readonly v: number | null;
  readonly w: string;
}

const byK: KeySpec = { columns: ["k"], names: ["k"] };
const exchange = [({ k }: Row) => k];

const spec: TopRowsSpec = {
  key: byK,
  by: [{ column: "v", order: "descending" }],
  count: 2,
  ties: "first",
  changes: true,
  emit: "changes",
};

const rows = fc.record(
  {
    k: fc.constantFrom("a", "b"),
    v: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }) }, fc.constantFrom(null, Number.NaN, 0.5)),
    w: fc.constantFrom("x", "y", "z"),
  },
  { noNullPrototype: true },
);

/** As `max` has it: NaN is greater than all numbers. */
function greaterFirst(a: Row, b: Row): number {
  const [x, y] = [a, b].map(({ v }) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v!)) as [number, number];
  return x === y ? 0 : y - x;
}

/** The best rows of a key, as sorting them all has it. */
function best(all: readonly unknown[], k: string, count: number): Row[] {
  const own = (all as Row[]).filter((each) => each.k === k && each.v !== null);
  return own.sort(greaterFirst).slice(0, count);
}

const bestOfAll =
  (count: number) =>
  ([all]: unknown[][]): unknown[] =>
    ["a", "b"].flatMap((k) => best(all!, k, count));

/** What a changelog with ranks has to say: place by place, what was there before and what is now. */
function rankChanges(events: readonly InputEvent[], count: number): OutputEvent[] {
  const out: OutputEvent[] = [];
  for (let end = 1; end <= events.length; end++) {
    const [before, after] = [events.slice(0, end - 1), events.slice(0, end)].map((part) => finalContents(part));
    for (const k of ["a", "b"]) {
      const [old, now] = [best(before!, k, count), best(after!, k, count)];
      for (let rank = 0; rank < Math.max(old.length, now.length); rank++) {
        const [was, is] = [
          old[rank] && { ...old[rank], rank: rank + 1 },
          now[rank] && { ...now[rank], rank: rank + 1 },
        ];
        if (JSON.stringify(was) === JSON.stringify(is) && Object.is(was?.v, is?.v)) continue;
        if (was !== undefined) out.push(is === undefined ? remove(was) : updateBefore(was));
        if (is !== undefined) out.push(was === undefined ? insert(is) : updateAfter(is));
      }
    }
  }
  return out;
}

describe("topRows", () => {
  test("top-N of a changelog: at any time the best of the rows there are, ties in order of arrival", () => {
    fc.assert(
      fc.property(changesOf(rows, 1), (changes) => {
        const events = stepsOf(
          changes.map((change, n) => ({ ...change, row: { ...change.row, n } })),
          1,
        ).flat();
        const output = differences(events, 1, bestOfAll(2), "whole");
        verifyOperator(topRows(spec), { input: [...events, end], output: [...output, end], exchange });
      }),
      { numRuns: 40 },
    );
  });

  test("top-N of rows that only come keeps no more than the best, and says the same", () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 16 }), fc.integer({ min: 2, max: 3 }), (given, count) => {
        const events = given.map((each) => row(each));
        const output = differences(events, 1, bestOfAll(count));
        const operator = topRows({ ...spec, count, changes: false });
        verifyOperator(operator, { input: [...events, end], output: [...output, end], exchange });
      }),
      { numRuns: 40 },
    );
  });

  test("with a rank each place that another row takes is an update", () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 12 }), (given) => {
        const events = given.map((each, n) => row({ ...each, n }));
        const operator = topRows({ ...spec, count: 3, changes: false, rank: "rank" });
        verifyOperator(operator, { input: [...events, end], output: [...rankChanges(events, 3), end], exchange });
      }),
      { numRuns: 40 },
    );
    expect(() =>
      verifyOperator(topRows({ ...spec, rank: "w" }), { input: [insert({ k: "a", v: 1, w: "x" })], output: [] }),
    ).toThrow(/Cannot add the rank to the rows of .* as there is such a column already: got "w"/);
  });

  test("deduplicate, last: rowtime ties: later arrival wins for the last, earlier for the first", () => {
    const late = (v: number, w: string, timeMs: number) => at(timeMs, { k: "a", v, w });
    const input = [late(1, "x", 5), late(2, "y", 5), crash, late(3, "z", 4), late(4, "w", 6)];
    const of = (ties: "first" | "last", order: "ascending" | "descending") =>
      topRows({ ...spec, by: [{ time: "event", order }], count: 1, ties, changes: false });
    const value = (v: number, w: string) => ({ k: "a", v, w });
    verifyOperator(of("last", "descending"), {
      input: [...input, end],
      output: [
        insert(value(1, "x")),
        ...[updateBefore(value(1, "x")), updateAfter(value(2, "y"))],
        ...[updateBefore(value(2, "y")), updateAfter(value(4, "w"))],
        end,
      ],
      exchange,
    });
    verifyOperator(of("first", "ascending"), {
      input: [...input, end],
      output: [insert(value(1, "x")), updateBefore(value(1, "x")), updateAfter(value(3, "z")), end],
      exchange,
    });
  });

  test("bounded rows come out once, at the end, the best of each key first", () =>
    verifyOperator(topRows({ ...spec, emit: "final", changes: false }), {
      input: [1, 3, 2].map((v) => row({ k: "a", v, w: "x" })).concat(row({ k: "b", v: 0, w: "y" }), end as never),
      output: [row({ k: "a", v: 3, w: "x" }), row({ k: "a", v: 2, w: "x" }), row({ k: "b", v: 0, w: "y" }), end],
      exchange,
    }));

  test("several parts of an order, texts and lambdas among them, weigh in turn", () => {
    const by = [
      { column: "w", order: "ascending" as const },
      { lambda: (each: Row) => each.v, order: "descending" as const },
    ];
    verifyOperator(topRows({ ...spec, by: by as never, count: 2, emit: "final" }), {
      input: [
        ...[insert({ k: "a", v: 1, w: "y" }), insert({ k: "a", v: 1, w: "x" }), insert({ k: "a", v: 2, w: "x" })],
        ...[crash, insert({ k: "a", v: 3, w: "z" }), remove({ k: "a", v: 1, w: "x" }), end],
      ],
      output: [row({ k: "a", v: 2, w: "x" }), row({ k: "a", v: 1, w: "y" }), end],
      exchange,
    });
  });

  test("! what a lambda gave of rows that come is not that of kept rows that come back from disk meanwhile", () => {
    const by = [{ lambda: (each: Row) => each.v, order: "descending" as const }] as never;
    const value = (v: number) => ({ k: "a", v, w: "x" });
    verifyOperator(topRows({ ...spec, by, count: 1, changes: false, emit: "final" }), {
      input: [...[1, 3, 2].map((v) => row(value(v))), end],
      output: [row(value(3)), end],
      exchange,
    });
  });

  test("a row that is taken back but never came is a failed record", () =>
    verifyOperator(topRows(spec), {
      input: [remove({ k: "a", v: 1, w: "x" }), end],
      output: [end],
      failures: [/Cannot take back a row in/],
    }));
});
