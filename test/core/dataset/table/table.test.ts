import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { avg, count, from, max, min, schema, sum, Table } from "../../../../core/mod.ts";

interface Trip {
  readonly id: number;
  readonly city: string | null;
  readonly year: number;
  readonly km: number | null;
}

const trips: readonly Trip[] = [
  { id: 1, city: "Kent", year: 2024, km: 4 },
  { id: 2, city: "Bend", year: 2025, km: 9 },
  { id: 3, city: "Kent", year: 2025, km: 6 },
  { id: 4, city: null, year: 2025, km: null },
];
const table = new Table(trips);

test("a table has the shape, the columns, the head and the tail of its rows", () => {
  expect(table.shape).toEqual([4, 4]);
  expect(table.columns).toEqual(["id", "city", "year", "km"]);
  expect(table.head(1).toObjects()).toEqual([trips[0]]);
  expect(table.tail(2).toObjects()).toEqual(trips.slice(2));
  expect(table.head(99).rowCount).toBe(4);
  expect(table.tail(0).toObjects()).toEqual([]);
  expect(table.tail(0).columns).toEqual(table.columns);
  expect([...table]).toEqual(trips);
  expect(() => table.head(-1)).toThrow(
    /head of a table as the number of rows must be a whole number, 0 or more: got -1/,
  );
});

test("columns are taken, chosen, and a name that is none is told with the nearest ones", () => {
  expect(table.column("city")).toEqual(["Kent", "Bend", "Kent", null]);
  expect(table.select("km", "id").head(1).toObjects()).toEqual([{ km: 4, id: 1 }]);
  expect(table.toColumns().year).toEqual([2024, 2025, 2025, 2025]);
  expect(() => table.select("citi" as never)).toThrow(
    'Cannot select of the table as each column must be there: got "citi", known are id, city, year, km; did you mean city?',
  );
  expect(() => table.groupBy("x" as never)).toThrow(/got "x", known are id, city, year, km; use one of these/);
});

test("rows are filtered and mapped", () => {
  expect(table.filter((trip) => trip.year === 2025).column("id")).toEqual([2, 3, 4]);
  expect(table.map((trip) => ({ ...trip, far: (trip.km ?? 0) > 5 })).column("far")).toEqual([false, true, true, false]);
  expect(table.filter(() => false).map((trip) => ({ id: trip.id })).columns).toEqual(["id", "city", "year", "km"]);
});

test("what a column holds is described: pandas has the same quartiles, mean and deviation", () => {
  const [id, city, , km] = table.describe().toObjects();
  expect(id).toEqual({
    column: "id",
    type: "float64",
    count: 4,
    nulls: 0,
    distinct: 4,
    mean: 2.5,
    stddev: Math.sqrt(5 / 3),
    min: 1,
    q25: 1.75,
    median: 2.5,
    q75: 3.25,
    max: 4,
  });
  expect(city).toMatchObject({
    type: "string",
    count: 3,
    nulls: 1,
    distinct: 2,
    mean: null,
    min: "Bend",
    median: null,
    max: "Kent",
  });
  expect(km).toMatchObject({ count: 3, nulls: 1, min: 4, median: 6, max: 9, q25: 5, q75: 7.5 });
  const none = new Table<{ n: number | null }>([{ n: null }]).describe().toObjects()[0];
  expect(none).toMatchObject({ count: 0, nulls: 1, distinct: 0, mean: null, stddev: null, min: null, median: null });
  expect(new Table([{ n: 5 }]).describe().toObjects()[0]).toMatchObject({ mean: 5, stddev: null, median: 5 });
  expect(new Table([{ n: 1e9 + 1 }, { n: 1e9 + 2 }, { n: 1e9 + 3 }]).describe().toObjects()[0]!.stddev).toBe(1);
});

test("times are described as times", async () => {
  const at = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3)];
  const rows = await from(
    at.map((each) => ({ at: each })),
    { schema: schema({ at: "timestamp" }) },
  ).toTable();
  const [row] = rows.describe().toObjects();
  expect(row).toMatchObject({
    type: "timestamp",
    mean: null,
    median: new Date(Date.UTC(2026, 0, 2)),
    max: new Date(at[1]!),
  });
});

test("groups have their columns and their aggregates, in the order in which they appear", () => {
  const groups = table.groupBy("city").aggregate({ trips: count(), km: avg((trip) => trip.km) });
  expect(groups.toObjects()).toEqual([
    { city: "Kent", trips: 2, km: 5 },
    { city: "Bend", trips: 1, km: 9 },
    { city: null, trips: 1, km: null },
  ]);
  expect(table.aggregate({ far: max((trip) => trip.km), near: min((trip) => trip.km) }).toObjects()).toEqual([
    { far: 9, near: 4 },
  ]);
  expect(
    table
      .filter(() => false)
      .aggregate({ rows: count() })
      .toObjects(),
  ).toEqual([{ rows: 0 }]);
  expect(
    table
      .filter(() => false)
      .groupBy("city")
      .aggregate({ rows: count() }).columns,
  ).toEqual(["city", "rows"]);
  expect(() => table.groupBy("city").aggregate({ city: count() })).toThrow(/that column is there already: got city/);
});

test("what names the rows of a pivot stands before columns that are years, in the table and in what leaves it", async () => {
  const wide = table.pivot({ rows: "city", columns: "year", values: sum((trip) => trip.km) });
  expect(wide.toString()).toMatch(/^city +2024 +2025\n/);
  expect(await wide.toCsv()).toMatch(/^city,2024,2025\nKent,4,6\n/);
  expect(wide.head(1).sortBy("city").columns).toEqual(["city", "2024", "2025"]);
  expect(wide.map(({ city }) => ({ city })).columns).toEqual(["city"]);
  expect(new Table([{ b: 1, a: 2 }]).map(({ a, b }) => ({ a, b })).columns).toEqual(["a", "b"]);
});

test("values become columns and columns values", () => {
  const wide = table.pivot({ rows: "city", columns: "year", values: sum((trip) => trip.km) });
  expect(wide.toObjects()).toEqual([
    { city: "Kent", "2024": 4, "2025": 6 },
    { city: "Bend", "2024": null, "2025": 9 },
    { city: null, "2024": null, "2025": null },
  ]);
  expect(wide.columns).toEqual(["city", "2024", "2025"]);
  const counts = table.pivot({ rows: ["year"], columns: "city", values: count(), fill: 0 });
  expect(counts.columns).toEqual(["year", "Kent", "Bend", "null"]);
  expect(counts.toObjects()[0]).toEqual({ year: 2024, Kent: 1, Bend: 0, null: 0 });
  const long = table.unpivot({ columns: ["year", "km"], name: "what" });
  expect(long.columns).toEqual(["id", "city", "what", "value"]);
  expect(long.toObjects().slice(0, 2)).toEqual([
    { id: 1, city: "Kent", what: "year", value: 2024 },
    { id: 1, city: "Kent", what: "km", value: 4 },
  ]);
  expect(() => table.pivot({ rows: "year", columns: "year", values: count() })).not.toThrow();
  expect(() => new Table([{ a: 1, b: "a" }]).pivot({ rows: "a", columns: "b", values: count() })).toThrow(
    'Cannot pivot the table as names of columns must differ: got "a" twice; name one of them otherwise',
  );
  expect(() => table.unpivot({ columns: ["km"], name: "id" })).toThrow(/got "id" twice/);
  expect(() => table.unpivot({ columns: [] })).toThrow(/columns must name columns: got an array/);
});

test("values that would have one name as columns are refused, and a name that objects have of themselves is one like others", () => {
  const mixed = new Table([
    { a: "x", b: 1 as string | number, n: 3 },
    { a: "x", b: "1", n: 4 },
  ]);
  expect(() => mixed.pivot({ rows: "a", columns: "b", values: sum((row) => row.n) })).toThrow(
    'Cannot pivot the table as names of columns must differ: got "1" twice; name one of them otherwise',
  );
  const odd = new Table([{ a: "x", b: "__proto__", n: 3 }]).pivot({
    rows: "a",
    columns: "b",
    values: sum((row) => row.n),
  });
  expect(Object.entries(odd.toObjects()[0]!)).toEqual([
    ["a", "x"],
    ["__proto__", 3],
  ]);
});

test("values are counted, the most frequent first", () => {
  expect(table.valueCounts("city").toObjects()).toEqual([
    { city: "Kent", count: 2, share: 0.5 },
    { city: "Bend", count: 1, share: 0.25 },
    { city: null, count: 1, share: 0.25 },
  ]);
});

test("a sample is of so many rows, in order, the same for the same seed, and every row is as likely", () => {
  const many = new Table(Array.from({ length: 20 }, (_, n) => ({ n })));
  const times = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 4000; seed++) {
    const taken = many.sample(5, { seed }).column("n");
    expect(taken).toHaveLength(5);
    expect(taken).toEqual([...taken].sort((a, b) => a - b));
    for (const n of taken) times[n]!++;
  }
  // 1000 expected of each; five standard deviations are 137.
  expect(Math.max(...times.map((time) => Math.abs(time - 1000)))).toBeLessThan(137);
  expect(many.sample(5).toObjects()).toEqual(many.sample(5, { seed: 0 }).toObjects());
  expect(many.sample(99).rowCount).toBe(20);
});

test("values that are no rows are a table of one column", () => {
  const numbers = new Table([3, 1, 2]);
  expect(numbers.columns).toEqual(["value"]);
  expect(numbers.sortBy((n) => n).toObjects()).toEqual([1, 2, 3]);
  expect(numbers.describe().toObjects()[0]).toMatchObject({ column: "value", mean: 2, min: 1 });
});

const value = fc.oneof(fc.constantFrom(null, 0, -0, 1, 2, Number.NaN), fc.constantFrom("a", "b", "ä", ""));
const row = fc.record({ k: value, n: fc.constantFrom(null, 0, 1, 2.5, -3), id: fc.nat(5) });
const rows = fc.array(row, { maxLength: 30 });
const bare = (each: readonly object[]): string[] =>
  each.map((one) =>
    JSON.stringify(
      Object.entries(one)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, of]) => [name, typeof of, String(of)]),
    ),
  );
const anyOrder = (each: readonly object[]): string[] => bare(each).sort();

describe("a table and a dataset of the same rows agree", () => {
  test("on order", () =>
    fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom("ascending", "descending"),
        fc.constantFrom("first", "last"),
        async (given, order, nulls) => {
          const by = ["k", { by: "n", order: "ascending" as const }] as const;
          const sorted = await from(given)
            .sort([...by], { order, nulls })
            .collect();
          expect(bare(new Table(given).sortBy([...by], { order, nulls }).toObjects())).toEqual(bare(sorted));
        },
      ),
      { numRuns: 60 },
    ));

  test("on groups", () =>
    fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const spec = {
          rows: count(),
          total: sum((each: { n: number | null }) => each.n),
          least: min((each: { id: number }) => each.id),
        };
        const groups = await from(given).keyBy("k", "id").aggregate(spec).collect();
        expect(anyOrder(new Table(given).groupBy("k", "id").aggregate(spec).toObjects())).toEqual(anyOrder(groups));
      }),
      { numRuns: 60 },
    ));

  test("on joins", () =>
    fc.assert(
      fc.asyncProperty(
        rows,
        rows,
        fc.constantFrom("inner", "left", "right", "full", "semi", "anti"),
        async (left, right, how) => {
          fc.pre(left.length > 0 && right.length > 0);
          const others = right.map(({ k, id }) => ({ k, other: id }));
          const inTable = (): object[] => new Table(left).join(new Table(others), { on: "k", how }).toObjects();
          const joined = await from(left)
            .map((each) => each)
            .join(from(others), { on: "k", how })
            .collect()
            .catch((error: Error) => error);
          if (joined instanceof Error) {
            expect(joined.message).toMatch(/never equal/);
            expect(inTable).toThrow(/never equal/);
          } else expect(anyOrder(inTable())).toEqual(anyOrder(joined as object[]));
        },
      ),
      { numRuns: 100 },
    ));
});

test("joins by functions pair rows, and what cannot be joined is told", () => {
  const cities = new Table([{ name: "Kent", people: 136 }]);
  const joined = table.join(cities, { on: [(trip) => trip.city, (city) => city.name], how: "left" });
  expect(joined.toObjects()[0]).toEqual({ ...trips[0], name: "Kent", people: 136 });
  expect(joined.toObjects()[3]).toEqual({ ...trips[3], name: null, people: null });
  expect(() => table.join(table, { on: "id" })).toThrow(/names of columns must differ: got "city" twice/);
  expect(() => table.join(cities, { on: 5 as never })).toThrow(/on must be a column of both, several of them/);
  expect(() => table.join([] as never[] as never, { on: "id" as never })).toThrow(
    /the other side must be a table: got object/,
  );
  expect(() => table.join(cities, { on: "id" as never })).toThrow(
    /join the right table as each column must be there: got "id"/,
  );
});

test("a table without a row, of which nobody knows the columns, takes any", () => {
  const none = new Table<{ city: string; km: number }>([]);
  expect(none.sortBy("km").groupBy("city").aggregate({ rows: count() }).toObjects()).toEqual([]);
  expect(none.join(new Table<{ city: string; x: number }>([]), { on: "city" }).toObjects()).toEqual([]);
  expect(none.describe().toObjects()).toEqual([expect.objectContaining({ count: 0 })]);
});

test.each([
  [Promise.resolve([]), "an object; await it, as in new Table(await rows)"],
  [from([{ a: 1 }]), "an object; say await rows.toTable()"],
  [{ a: [1, 2] }, "an object; make it of columns, by await fromColumns({ … }).toTable()"],
  [new Set([1]), "an object; spread it, as in new Table([...rows])"],
  [undefined, 'undefined; give rows, as in new Table([{ city: "Kent" }])'],
  ["xy", '"xy"; give rows, as in new Table([{ city: "Kent" }])'],
])("what is no array of rows is told with what to do instead: %o", (rows, told) => {
  expect(() => new Table(rows as never)).toThrow(`Cannot make a table as its rows must be an array: got ${told}`);
});
