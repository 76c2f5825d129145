import fc from "fast-check";
import { expect, expectTypeOf, test } from "vitest";
import { type Dataset, from, range, sliding, tumbling } from "../../../core/mod.ts";
import { coGroup } from "../../../core/operators/co-group.ts";
import type { KeyedRows } from "../../../core/operators/group-calls.ts";
import { at, crash, end, on, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { dataset, type Form, type Left, lefts, type Right, rights, sorted } from "./join-oracle.ts";

const key = { columns: ["id"], names: ["id"] };

function make({ key: id, left, right, ...window }: KeyedRows): unknown[] {
  return [{ id, left: (left as { l: number }[]).map(({ l }) => l), right: right.length, ...window }];
}

const exchange = [(each: { id: number }) => each.id, (each: { id: number }) => each.id];

test("the function sees all rows of a key at the end, none for a side that has none", () =>
  verifyOperator(coGroup({ keys: [key, key], make }), {
    input: [on(0, row({ id: 1, l: 5 })), on(1, row({ id: 2, r: 6 })), crash, on(0, row({ id: 1, l: 7 })), end],
    output: [row({ id: 1, left: [5, 7], right: 0 }), row({ id: 2, left: [], right: 1 }), end],
    exchange,
  }));

test("with a window it sees the rows of each window when that ends; late ones leave by their side output", () =>
  verifyOperator(coGroup({ keys: [key, key], make, window: tumbling(10) }), {
    input: [
      on(0, at(1, { id: 1, l: 5 })),
      on(1, at(12, { id: 1, r: 6 })),
      on(1, at(9, { id: 1, r: 7 })),
      watermark(9),
      on(0, at(3, { id: 1, l: 8 })),
      end,
    ],
    output: [
      at(9, { id: 1, left: [5], right: 1, windowStart: 0, windowEnd: 10 }),
      watermark(9),
      at(19, { id: 1, left: [], right: 1, windowStart: 10, windowEnd: 20 }),
      end,
    ],
    sides: { lateLeft: [at(3, { id: 1, l: 8 })] },
    exchange,
  }));

test("a row that is late for a window is not in it, though nothing had come into that", () =>
  verifyOperator(coGroup({ keys: [key, key], make, window: sliding(20, { every: 10 }) }), {
    input: [on(0, at(110, { id: 1, l: 5 })), watermark(99), on(0, at(91, { id: 2, l: 6 })), watermark(109), end],
    output: [
      watermark(99),
      at(109, { id: 2, left: [6], right: 0, windowStart: 90, windowEnd: 110 }),
      watermark(109),
      at(119, { id: 1, left: [5], right: 0, windowStart: 100, windowEnd: 120 }),
      at(129, { id: 1, left: [5], right: 0, windowStart: 110, windowEnd: 130 }),
      end,
    ],
    exchange,
  }));

/** Groups by a text of each key, as `Map` would tell 1 from "1" and miss two equal objects. */
function expectedGroups(left: readonly Left[], right: readonly Right[]): unknown[] {
  const ids = new Set([...left, ...right].map(({ id, day }) => JSON.stringify([id, day])));
  return [...ids].map((text) => {
    const [id, day] = JSON.parse(text) as [Left["id"], number];
    const of = (each: Left | Right): boolean => each.id === id && each.day === day;
    return [
      { id, day },
      left.filter(of).length,
      right
        .filter(of)
        .map(({ r }) => r ?? 0)
        .sort(),
    ];
  });
}

test("groups are those of a naive grouping, whatever the form of the rows and the parallelism", () =>
  fc.assert(
    fc.asyncProperty(
      lefts,
      rights,
      fc.constantFrom<Form>("objects", "columns", "mapped", "class"),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1, 3, 64),
      async (left, right, form, parallelism, batchRows) => {
        const [l, r] = [left, right].map((rows) => rows.filter(({ id }) => id !== null)) as [Left[], Right[]];
        const groups = await dataset(l, form)
          .coGroup(dataset(r, form), { on: ["id", "day"] }, (rows) => [
            [rows.key, rows.left.length, rows.right.map((each) => each.r ?? 0).sort()],
          ])
          .collect({ parallelism, batchRows });
        expect(sorted(groups)).toEqual(sorted(expectedGroups(l, r)));
      },
    ),
    { numRuns: 200 },
  ));

test("keys, rows and window bounds have their types", () => {
  const left: Dataset<{ id: number; day: string }> = from<{ id: number; day: string }>([]);
  const right: Dataset<{ id: number; day: string; r: boolean }> = from<{ id: number; day: string; r: boolean }>([]);
  left.coGroup(right, { on: "id" }, (rows) => {
    expectTypeOf(rows.key).toEqualTypeOf<number>();
    expectTypeOf(rows.right).toEqualTypeOf<{ id: number; day: string; r: boolean }[]>();
    return [];
  });
  left.coGroup(right, { on: ["id", "day"], window: tumbling(1) }, (rows) => {
    expectTypeOf(rows.key).toEqualTypeOf<{ id: number; day: string }>();
    expectTypeOf(rows.windowEnd).toEqualTypeOf<number>();
    return [];
  });
  const lengths = left.coGroup(right, { on: [(l) => l.day.length, (r) => r.id] }, (rows) => [rows.key]);
  expectTypeOf(lengths).toEqualTypeOf<Dataset<number>>();
});

test("null keys, a function that throws, no function and unbounded sides say what is wrong", async () => {
  const one = from([{ id: 1 as number | null }]);
  await expect(one.coGroup(from([{ id: null }]), { on: "id" as never }, () => []).collect()).rejects.toThrow(
    "Cannot take the key of a row in coGroup #1 as a key must not be null: got null",
  );
  const failing = one.coGroup(one, { on: "id" }, (): never[] => {
    throw new Error("no");
  });
  await expect(failing.collect()).rejects.toThrow("Cannot apply the function of coGroup #1");
  expect(() => one.coGroup(one, { on: "id" }, undefined as never)).toThrow(
    "Cannot group in coGroup #1 as it takes a function of all rows of a key: got undefined; " +
      "use for instance ({ key, left, right }) => [{ key, lefts: left.length, rights: right.length }]",
  );
  const numbers = range(0, Number.POSITIVE_INFINITY).map((id) => ({ id: id as number | null }));
  expect(() => one.coGroup(numbers, { on: "id" }, () => [])).toThrow(
    "Cannot group in coGroup #2 without a window as both sides must end: got an unbounded side, whose groups are never whole; " +
      'say in which windows rows meet, with window: tumbling("10s")',
  );
});
