import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dataset, from, fromColumns, into, sum, tumbling } from "../../../../core/mod.ts";

interface Pair {
  readonly k: number;
  readonly at: number;
}

const lefts = (rows: readonly Pair[]): Dataset<Pair & { v: number }> =>
  fromColumns({ k: rows.map(({ k }) => k), at: rows.map(({ at }) => at), v: rows.map(({ k }) => k * 10) });

/** Rows of known columns, of which only those of some keys pass. */
const rights = (rows: readonly Pair[], least: number): Dataset<{ k: number; w: string }> =>
  fromColumns({ k: rows.map(({ k }) => k), at: rows.map(({ at }) => at), w: rows.map(({ k }) => `w${k}`) })
    .filter((row) => row.k >= least)
    .map(({ k, w }) => ({ k, w }));

/** The same that never says that it ends. */
const live = <Row>(rows: Dataset<Row>): Dataset<Row> =>
  from(
    (async function* () {
      for await (const row of rows) yield row;
    })(),
    { boundedness: "unbounded" },
  );

/** What is left of the changes of a dataset. */
async function leftOf(changes: Dataset<unknown>, options = {}): Promise<unknown[]> {
  const rows: { change: string; row: unknown }[] = [];
  await changes.changelog().sinkTo(into(rows)).run(options);
  const left: string[] = [];
  for (const { change, row } of rows) {
    const text = JSON.stringify(row);
    if (change === "insert" || change === "updateAfter") left.push(text);
    else left.splice(left.indexOf(text), 1);
  }
  return left.map((text) => JSON.parse(text));
}

describe("a side without any row has its columns, as far as they are known before", () => {
  const rows = [{ k: 1, at: 1 }];
  const none = rights([{ k: 1, at: 1 }], 5);
  const alone = { k: 1, at: 1, v: 10, w: null };

  test.each([1, 3])("in left, right and full joins of stored data, in %i subtasks", async (parallelism) => {
    const table = lefts(rows);
    expect(await table.join(none, { on: "k", how: "left" }).collect({ parallelism })).toEqual([alone]);
    expect(await table.join(none, { on: "k", how: "full" }).collect({ parallelism })).toEqual([alone]);
    expect(await none.join(table, { on: "k", how: "right" }).collect({ parallelism })).toEqual([alone]);
  });

  test("in windows", async () => {
    const table = lefts(rows).withEventTime((row) => row.at);
    const empty = fromColumns({ k: [1], t: [1], w: ["a"] })
      .withEventTime((row) => row.t)
      .filter((row) => row.k > 5);
    expect(await table.join(empty, { on: "k", how: "left", window: tumbling(10) }).collect()).toMatchObject([
      { ...alone, t: null, windowEnd: 10 },
    ]);
  });

  test("in joins as of a time", async () => {
    const table = lefts(rows)
      .withEventTime((row) => row.at)
      .keyBy("k");
    const empty = fromColumns({ k: [1], t: [1], w: ["a"] })
      .withEventTime((row) => row.t)
      .filter((row) => row.k > 5)
      .keyBy("k");
    expect(await table.asOfJoin(empty, { how: "left" }).collect()).toEqual([{ ...alone, t: null }]);
  });

  test("in joins of changing rows, and where the results of aggregates are joined", async () => {
    const running = (rows: readonly Pair[], name: string, least: number): Dataset<{ k: number }> =>
      live(from(rows))
        .filter((row) => row.k >= least)
        .keyBy("k")
        .aggregate({ [name]: sum((row) => row.at) }) as unknown as Dataset<{ k: number }>;
    const left = running([{ k: 1, at: 4 }], "a", 0);
    expect(await leftOf(left.join(running(rows, "b", 5), { on: "k", how: "full" }))).toEqual([{ k: 1, a: 4, b: null }]);
  });
});

test("a column of both sides is refused also where one of them has no row", async () => {
  const empty = fromColumns({ k: [1], v: [2] }).filter((row) => row.k > 5);
  await expect(
    lefts([{ k: 1, at: 1 }])
      .join(empty, { on: "k", how: "left" })
      .collect(),
  ).rejects.toThrow('got "v" on both');
});

test("whatever passes, every row of a join has the columns of both sides, of stored rows and of a changelog", () => {
  const some = fc.array(fc.record({ k: fc.integer({ min: 0, max: 3 }), at: fc.constant(1) }), { maxLength: 6 });
  const one = { minLength: 1, maxLength: 6 };
  return fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ k: fc.integer({ min: 0, max: 3 }), at: fc.constant(1) }), one),
      some,
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (left, right, least, parallelism) => {
        const expected = left.flatMap(({ k, at }): object[] => {
          const partners = right.filter((row) => row.k === k && k >= least);
          const row = { k, at, v: k * 10 };
          return partners.length === 0 ? [{ ...row, w: null }] : partners.map(() => ({ ...row, w: `w${k}` }));
        });
        const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
        // Columns of an empty table have no type, but they have their names.
        const other = rights(right, least);
        const stored = await lefts(left).join(other, { on: "k", how: "left" }).collect({ parallelism });
        expect(sorted(stored)).toEqual(sorted(expected));
        const running = live(lefts(left)).map(({ k, at, v }) => ({ k, at, v }));
        const updating = await leftOf(running.join(other, { on: "k", how: "left" }), { parallelism });
        expect(sorted(updating)).toEqual(sorted(expected));
      },
    ),
    { numRuns: 60 },
  );
});
