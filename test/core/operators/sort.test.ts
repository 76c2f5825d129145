import fc from "fast-check";
import { expect, test } from "vitest";
import { from, fromColumns, range } from "../../../core/mod.ts";
import { sort } from "../../../core/operators/sort.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

const ascending = { order: "ascending", nulls: "last" } as const;

test("rows come in order at the end, equal ones as they arrived; watermarks wait for the last row", () =>
  verifyOperator(sort([{ column: "v", ...ascending }]), {
    input: [
      at(5, { v: 3, n: 1 }),
      at(2, { v: 1, n: 2 }),
      watermark(5),
      crash,
      at(9, { v: 3, n: 3 }),
      at(7, { v: 2, n: 4 }),
      end,
    ],
    output: [at(2, { v: 1, n: 2 }), at(7, { v: 2, n: 4 }), at(5, { v: 3, n: 1 }), at(9, { v: 3, n: 3 }), end],
    order: "kept",
  }));

test("a lambda's values are evaluated once and kept beside the rows", () =>
  verifyOperator(sort([{ lambda: (each: { v: number }) => -each.v, ...ascending }]), {
    input: [row({ v: 1 }), row({ v: 3 }), row({ v: 2 }), end],
    output: [row({ v: 3 }), row({ v: 2 }), row({ v: 1 }), end],
    order: "kept",
  }));

test("rows that do not fit into memory are sorted run by run, and equal ones keep their order of arrival", () =>
  verifyOperator(sort([{ lambda: (each: { v: number }) => each.v, ...ascending }]), {
    input: [
      ...[3, 1, 2, 3, 1].map((v, n) => at(n, { v, n })),
      watermark(5),
      ...[2, 3, 1].map((v, n) => at(n + 9, { v, n: n + 5 })),
      end,
    ],
    output: [
      ...[1, 4, 7, 2, 5, 0, 3, 6].map((n) => at(n < 5 ? n : n + 4, { v: [3, 1, 2, 3, 1, 2, 3, 1][n]!, n })),
      end,
    ],
    order: "kept",
    memoryBytes: 1,
  }));

test("more runs than are merged at once are merged in several passes, equal rows in their order of arrival", async () => {
  const rows = Array.from({ length: 1100 }, (_, n) => ({ v: (n * 7919) % 13, n }));
  const expected = rows.toSorted((a, b) => a.v - b.v || a.n - b.n);
  expect(
    await from(rows)
      .sort((row) => row.v)
      .collect({ memoryBytes: 1, batchRows: 1 }),
  ).toEqual(expected);
});

test("objects that cannot be written to disk are sorted in memory, beside those that were", async () => {
  class Place {
    readonly v: number;
    constructor(v: number) {
      this.v = v;
    }
  }
  const rows = [5, 3, 4].map((v) => ({ v })).concat([2, 9, 1, 3].map((v) => new Place(v)));
  const sorted = await from(rows)
    .sort((each) => each.v)
    .collect({ memoryBytes: 1, batchRows: 2 });
  expect(sorted).toEqual(rows.toSorted((a, b) => a.v - b.v));
  expect(sorted.filter((each) => each instanceof Place).length).toBe(4);
});

/** What sort promises, in one comparison: null by `nulls`, NaN the greatest, texts behind numbers, else `<`. */
function compare(a: unknown, b: unknown, order: "ascending" | "descending", nulls: "first" | "last"): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (nulls === "first") ? -1 : 1;
  const sign = order === "ascending" ? 1 : -1;
  const place = (value: unknown): number => (Number.isNaN(value) ? 2 : typeof value === "string" ? 1 : 0);
  if (place(a) !== place(b)) return sign * (place(a) - place(b));
  return sign * ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
}

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  doubles: fc.oneof(
    fc.double(),
    fc.double({ min: 0, max: 1 }),
    fc.constantFrom(0, -0, 1e300, Number.POSITIVE_INFINITY),
  ),
  whole: fc.integer({ min: -5, max: 5 }),
  wide: fc.maxSafeInteger(),
  texts: fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), fc.constantFrom("abcd", "abcde", "abcdf", "abcd\0")),
  booleans: fc.boolean(),
  mixed: fc.oneof(fc.double(), fc.constantFrom("10", "9", "n/a", ""), fc.boolean(), fc.bigInt({ min: -9n, max: 9n })),
  bigints: fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
};

const ways = fc.record({
  order: fc.constantFrom("ascending" as const, "descending" as const),
  nulls: fc.constantFrom("first" as const, "last" as const),
  parallelism: fc.integer({ min: 1, max: 3 }),
  batchRows: fc.constantFrom(1, 3, 100),
  // Some of which hold a few rows only: the rest goes to disk.
  memoryBytes: fc.constantFrom(1, 500, 2 ** 30),
});

test("sort orders as a comparison function does, stably, for any type of column", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(values)).chain((value) => fc.array(fc.option(value), { maxLength: 60 })),
      ways,
      async (column, { order, nulls, ...options }) => {
        const rows = column.map((v, n) => ({ v, n }));
        const expected = rows.toSorted((a, b) => compare(a.v, b.v, order, nulls)).map(({ n }) => n);
        const byName = await fromColumns({ v: column, n: rows.map(({ n }) => n) })
          .sort("v", { order, nulls })
          .collect({ ...options, parallelism: 1 });
        expect(byName.map(({ n }) => n)).toEqual(expected);
        // Several subtasks read in an order of their own, of which equal rows keep theirs.
        const byLambda = await from(rows)
          .sort((each) => each.v, { order, nulls })
          .collect(options);
        expect(byLambda.map(({ n }) => n)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  ));

test("int32, bigint, dictionary and date columns sort like any other", async () => {
  const ints = fromColumns({ v: Int32Array.of(5, -(2 ** 31), 0, 2 ** 31 - 1, -1) }).sort("v");
  expect((await ints.collect()).map(({ v }) => v)).toEqual([-(2 ** 31), -1, 0, 5, 2 ** 31 - 1]);
  const bigints = fromColumns({ v: BigInt64Array.of(5n, -(2n ** 63n), 0n, 2n ** 62n, -1n) }).sort("v", {
    order: "descending",
  });
  expect((await bigints.collect()).map(({ v }) => v)).toEqual([2n ** 62n, 5n, 0n, -1n, -(2n ** 63n)]);
  const dates = from([new Date(5), new Date(-5), new Date(1)]).sort((date) => date);
  expect((await dates.collect()).map((date) => date.getTime())).toEqual([-5, 1, 5]);
});

test("a column that is given back from what was sorted keeps every bit of it, in either direction, however many rows", async () => {
  const nth = (n: number): number => (n * 7919) % 1009;
  const columns = {
    whole: Float64Array.from({ length: 20_000 }, (_, n) => nth(n) - 500),
    integer: Int32Array.from({ length: 20_000 }, (_, n) => (n % 3 === 0 ? nth(n) - 2 ** 31 : 2 ** 31 - 1 - nth(n))),
    signed: Float64Array.from({ length: 20_000 }, (_, n) => (n % 5 === 0 ? -0 : nth(n) % 3)),
  };
  const rows = await fromColumns(columns).collect();
  for (const name of ["whole", "integer", "signed"] as const) {
    for (const order of ["ascending", "descending"] as const) {
      const sign = order === "ascending" ? 1 : -1;
      const expected = rows.toSorted((a, b) => sign * (a[name] - b[name]));
      expect(await fromColumns(columns).sort(name, { order }).collect()).toStrictEqual(expected);
    }
  }
});

test("many texts with a common start are told apart, few different ones are ranked", async () => {
  const texts = Array.from({ length: 5000 }, (_, n) => `flight ${(n * 7919) % 5000}`);
  expect(
    await from(texts)
      .sort((text) => text)
      .collect(),
  ).toEqual(texts.toSorted());
  const few = texts.map((text) => text.slice(0, 8));
  expect(
    await from(few)
      .sort((text) => text)
      .collect(),
  ).toEqual(few.toSorted());
});

test("doubles that share their first word are told apart by their second, in short and long runs", async () => {
  const numbers = Array.from({ length: 4000 }, (_, n) => (n % 3) + ((n * 7919) % 4000) * 2 ** -50);
  expect(
    await from(numbers)
      .sort((n) => n)
      .collect(),
  ).toEqual(numbers.toSorted((a, b) => a - b));
});

test("several keys order by the first, then the next, each in its own direction", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 400, 2 ** 30),
      fc.array(
        fc.record({
          a: fc.integer({ min: 0, max: 3 }),
          b: fc.string({ maxLength: 1 }),
          c: fc.option(fc.double({ noNaN: true })),
        }),
      ),
      async (memoryBytes, rows) => {
        const sorted = await from(rows)
          .sort(["a", { by: (each) => each.b, order: "descending" }, { by: "c", nulls: "first" }])
          .collect({ memoryBytes, batchRows: 4 });
        const expected = rows.toSorted(
          (x, y) =>
            compare(x.a, y.a, "ascending", "last") ||
            compare(x.b, y.b, "descending", "last") ||
            compare(x.c, y.c, "ascending", "first"),
        );
        expect(sorted).toEqual(expected);
      },
    ),
  ));

test("rows of columns and rows that are objects sort together", async () => {
  const rows = from([{ v: 3 }, { v: 1 }]).union(fromColumns({ v: [2, 0] }));
  expect(await rows.sort("v").collect()).toEqual([{ v: 0 }, { v: 1 }, { v: 2 }, { v: 3 }]);
  expect(await rows.sort((each) => each.v).collect()).toEqual([{ v: 0 }, { v: 1 }, { v: 2 }, { v: 3 }]);
});

async function failure(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing";
}

test("what cannot be sorted is refused before anything runs", async () => {
  const endless = range(0, Number.POSITIVE_INFINITY);
  expect(await failure(() => endless.sort((n) => n))).toBe(
    "TypeError: Cannot sort in sort #1 as the last row must have come before the first can go: got an unbounded dataset; " +
      "use a window with topK, topK(n, …) for a changelog of the greatest, or sort bounded data",
  );
  expect(await failure(() => range(3).sort((n) => n, { order: "down" as never }))).toBe(
    'RangeError: Cannot set order in sort as it must be "ascending" or "descending": got "down"; leave it out for "ascending"',
  );
  expect(await failure(() => range(3).sort([]))).toBe(
    "TypeError: Cannot sort in sort #1 as rows are sorted by a column, a function of the row, or an array of such: got nothing; " +
      'use for instance sort("price", { order: "descending" }) or sort([(row) => row.day, "price"])',
  );
});

test("a column that is not there is named with the nearest, values without an order by their kinds", async () => {
  expect(
    await failure(() =>
      fromColumns({ price: [1] })
        .sort("prise" as never)
        .collect(),
    ),
  ).toBe(
    'TypeError: Cannot read column "prise" in sort #1 as there is no such column: got "price"; did you mean "price"?',
  );
  expect(
    await failure(() =>
      from([1, "a", {}])
        .sort((each) => each)
        .collect(),
    ),
  ).toBe(
    "TypeError: Cannot sort by a column as its values must be numbers, texts, booleans, bigints or Dates: " +
      "got object; sort by a function that gives such a value",
  );
});
