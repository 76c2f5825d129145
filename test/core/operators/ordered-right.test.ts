import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { from, fromColumns, into } from "../../../core/mod.ts";
import { join } from "../../../core/operators/join.ts";
import { ascendingUpTo, isAscending } from "../../../core/operators/kernels/ascending.ts";
import { rangesOf } from "../../../core/operators/kernels/ranges-of.ts";
import { crash, end, on, row, verifyOperator } from "../../../core/testing/mod.ts";
import { hows, type Left, nestedLoop, type Right, sameId, sorted } from "./join-oracle.ts";

/** Keys that ascend, but for a few at the end of some. */
const ids = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 }),
    fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.integer({ max: 12 })) }),
  )
  .map(([most, rest]) => [...most.toSorted((a, b) => a - b), ...rest]);

const withNulls = (keys: readonly number[], everyNth: number): (number | null)[] =>
  keys.flatMap((key, at) => (at % everyNth === everyNth - 1 ? [null, key] : [key]));

test("a join of sides that come in the order of their keys, on disk, gives what a nested loop gives, also where they stop doing so", () =>
  fc.assert(
    fc.asyncProperty(
      ids,
      ids,
      fc.record({
        how: fc.constantFrom(...hows),
        nulls: fc.integer({ min: 2, max: 50 }),
        form: fc.constantFrom("columns" as const, "objects" as const),
        batchRows: fc.constantFrom(1, 3, 64),
        parallelism: fc.integer({ min: 1, max: 3 }),
        memoryBytes: fc.constantFrom(1, 400, 2000),
      }),
      async (leftIds, rightIds, { how, nulls, form, ...options }) => {
        const left = withNulls(leftIds, nulls).map((id, l): Left => ({ id, day: 0, l, at: l }));
        const right = withNulls(rightIds, nulls + 1).map((id, r): Right => ({ id, day: 0, r, at: r }));
        const made = [left, right].map((rows) => {
          if (form === "objects" || rows.length === 0) return from<object>(rows);
          const names = Object.keys(rows[0]!) as (keyof Left)[];
          return fromColumns(
            Object.fromEntries(names.map((name) => [name, (rows as Left[]).map((each) => each[name])])),
          );
        });
        const rows = await (made[0] as ReturnType<typeof from<Left>>)
          .join(made[1] as ReturnType<typeof from<Right>>, {
            on: "id",
            how,
            select: (l, r) => [l && { ...l }, r && { ...r }],
          })
          .collect(options);
        expect(sorted(rows)).toEqual(sorted(nestedLoop(left, right, how, sameId)));
      },
    ),
    { numRuns: 400 },
  ));

describe("what goes to disk", () => {
  const columns = (ids: readonly number[], name: string) =>
    fromColumns({ id: Int32Array.from(ids), [name]: Float64Array.from(ids, (_, at) => at) });
  const ascending = Array.from({ length: 5000 }, (_, at) => at >> 1);
  const spilled = async (
    left: readonly number[],
    right: readonly number[],
    how: "inner" | "left" | "semi" | "full",
  ) => {
    const rows: unknown[] = [];
    const { metrics } = await columns(left, "l")
      .join(columns(right, "r"), { on: "id", how })
      .sinkTo(into(rows))
      .run({ memoryBytes: 20_000, batchRows: 500 });
    return { rows: rows.length, spilled: metrics.total("numRecordsSpilled") };
  };

  test("is the right side alone where both come in order, as it is", async () => {
    expect(await spilled(ascending, ascending, "inner")).toEqual({ rows: 10_000, spilled: 5000 });
    expect(await spilled(ascending, ascending, "left")).toEqual({ rows: 10_000, spilled: 5000 });
  });

  test("is the left side as well where it comes in no order: no right row is written twice", async () => {
    const back = ascending.toReversed();
    expect(await spilled(back, ascending, "inner")).toEqual({ rows: 10_000, spilled: 10_000 });
    expect(await spilled(back, ascending, "left")).toEqual({ rows: 10_000, spilled: 10_000 });
    expect(await spilled([...ascending.slice(0, 4000), 1, 2, 3], ascending, "semi")).toEqual({
      rows: 4003,
      // Of a semi join the right side is its keys; left rows were in order up to the last three.
      spilled: 2503,
    });
  });

  test("is both by key group where the right one does not, or where the right rows that met none are wanted", async () => {
    const back = ascending.toReversed();
    expect((await spilled(ascending, back, "inner")).spilled).toBe(10_000);
    expect((await spilled(ascending, ascending, "full")).spilled).toBe(10_000);
  });

  test("is read in turns where rows of one key are many", async () => {
    const one = Array.from({ length: 100_000 }, () => 7);
    expect(await spilled([1, 7, 8], one, "inner")).toMatchObject({ rows: 100_000 });
    expect(await spilled([1, 7, 8], one, "left")).toMatchObject({ rows: 100_002 });
    expect(await spilled([1, 7, 8], one, "semi")).toMatchObject({ rows: 1 });
  });
});

test("left rows that cannot be written meet every range of the right side", async () => {
  const left = [3, 1, 2, 99_999, 200_000, 3].map((id) => ({ id, own: () => id }));
  const ids = Float64Array.from({ length: 100_000 }, (_, at) => at);
  for (const how of ["inner", "left"] as const) {
    const rows = await from(left)
      .join(fromColumns({ id: ids, r: ids }), { on: "id", how, select: (l, r) => [l.own(), r?.r ?? null] as const })
      .collect({ memoryBytes: 20_000 });
    const met = [1, 2, 3, 3, 99_999].map((id) => [id, id]);
    expect(sorted(rows)).toEqual(sorted(how === "inner" ? met : [...met, [200_000, null]]));
  }
});

describe("a crash between any two calls changes nothing", () => {
  const key = { columns: ["id"], names: ["id"] } as const;
  const rights = [1, 2, 2, 4, 5, 6].map((id, r) => on(1, row({ id, r })));
  const lefts = (...ids: readonly number[]) => ids.map((id, l) => on(0, row({ id, l })));
  for (const [name, ids] of Object.entries({ "in order": [0, 2, 2, 5, 7], "not in order": [2, 5, 2, 1] })) {
    test(`left rows come ${name}`, () =>
      verifyOperator(join({ how: "inner", keys: [key, key], shared: ["id"] }), {
        input: [...rights.slice(0, 3), crash, ...rights.slice(3), on(1, end), ...lefts(...ids), on(0, end)],
        output: [
          ...ids.flatMap((id, l) =>
            [1, 2, 2, 4, 5, 6].flatMap((other, r) => (other === id ? [row({ id, l, r })] : [])),
          ),
          end,
        ],
        memoryBytes: 1,
      }));
  }
});

describe("kernels", () => {
  const keys = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(2 ** 53 + 2)), { maxLength: 12 });

  test("ascendingUpTo counts what comes in order up to a bound", () =>
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        (all, bound, from, selects) => {
          const rows = all.map((_, at) => at);
          const last = Float64Array.of(from);
          const count = ascendingUpTo(
            Float64Array.from(all),
            selects ? Int32Array.from(rows) : undefined,
            0,
            all.length,
            bound,
            last,
          );
          const numbers = (end: number): number[] => all.slice(0, end).filter((one) => one < 2 ** 53);
          const end = all.findIndex((one) => one < 2 ** 53 && one > bound);
          const descends = all.findIndex((one, at) => one < 2 ** 53 && one < (numbers(at).at(-1) ?? from));
          const stop = end < 0 ? all.length : end;
          if (descends >= 0 && descends <= stop) expect(count).toBe(-1);
          else {
            expect(count).toBe(stop);
            expect(last[0]).toBe(numbers(stop).at(-1) ?? from);
          }
        },
      ),
    ));

  test("rangesOf gives the first range that reaches a key, the last one where none does", () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(Number.NaN, 2 ** 53 + 2)), {
          maxLength: 20,
        }),
        fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
        (all, bounds) => {
          const lasts = [...bounds.toSorted((a, b) => a - b), Number.POSITIVE_INFINITY];
          const ranges = new Uint16Array(all.length);
          rangesOf(Float64Array.from(all), Float64Array.from(lasts), ranges);
          const expected = all.map((key) =>
            Number.isNaN(key) ? bounds.length : lasts.findIndex((last) => key <= last),
          );
          expect([...ranges]).toEqual(expected);
        },
      ),
    ));

  test("isAscending wants numbers alone", () =>
    fc.assert(
      fc.property(keys, (all) => {
        const inOrder = all.every((one, at) => one < 2 ** 53 && (at === 0 || one >= all[at - 1]!));
        expect(isAscending(Float64Array.from(all), undefined, all.length, Float64Array.of(-1)) === 1).toBe(inOrder);
      }),
    ));
});
