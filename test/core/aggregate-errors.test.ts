import { describe, expect, test } from "vitest";
import type { BadRecord } from "../../core/io/mod.ts";
import {
  type Aggregate,
  aggregation,
  collect,
  count,
  countDistinct,
  countTrigger,
  type Dataset,
  deadLetter,
  deltaEvictor,
  from,
  fromColumns,
  globalWindow,
  into,
  max,
  quantile,
  type RecordError,
  session,
  sliding,
  sum,
  tumbling,
} from "../../core/mod.ts";

interface Row {
  readonly k: string;
  readonly at: number;
  readonly v: unknown;
}

const at = (k: string, time: number, v: unknown): Row => ({ k, at: time, v });

/** Rows whose `v` is text make a number aggregate throw. */
const given: readonly Row[] = [at("a", 1, 1), at("a", 2, "bad"), at("b", 3, "bad"), at("a", 4, 3), at("c", 5, 5)];
const good = given.filter(({ v }) => typeof v === "number");

/** An aggregate of one's own, without a check, that throws at 3 or where it holds 100. */
const strict: Aggregate<number, { total: number }, number> = {
  name: "strict",
  zero: () => ({ total: 0 }),
  add: ({ total }, value) => {
    if (value === 3 || total === 100) throw new Error(`no ${value}`);
    return { total: total + value };
  },
  merge: (left, right) => ({ total: left.total + right.total }),
  result: ({ total }) => total,
};

/** The same, changed in place. */
const strictInPlace: Aggregate<number, number[], number[]> = {
  name: "strictInPlace",
  zero: () => [],
  add: (partial, value) => {
    if (value === 3) throw new Error(`no ${value}`);
    partial.push(value);
    return partial;
  },
  merge: (left, right) => [...left, ...right],
  result: (partial) => partial,
};

const numberOf = (row: Row): number => row.v as number;

type Make = (rows: Dataset<Row>, options: { onError?: "skip" }) => Dataset<unknown>;

const timed = (rows: Dataset<Row>): Dataset<Row> => rows.withEventTime((row) => row.at, { outOfOrder: 100 });

/** All ways that rows are folded. */
const specs = {
  checked: {
    rows: count(),
    total: sum(numberOf),
    all: collect((row: Row) => row.v),
    middle: quantile(numberOf, 0.5),
  },
  replaced: { total: aggregation(strict, numberOf), rows: count(), all: collect((row: Row) => row.v) },
  inPlace: { all: collect((row: Row) => row.v), rows: count(), strict: aggregation(strictInPlace, numberOf) },
} as const;

function pathsOf(spec: (typeof specs)[keyof typeof specs]): readonly (readonly [string, Make])[] {
  const byKey = (rows: Dataset<Row>) => timed(rows).keyBy((row) => row.k);
  return [
    ["groups", (rows, options) => rows.keyBy("k").aggregate(spec, options)],
    ["all rows", (rows, options) => rows.aggregate(spec, options)],
    ["tumbling windows", (rows, options) => byKey(rows).window(tumbling(10)).aggregate(spec, options)],
    [
      "sliding windows",
      (rows, options) =>
        byKey(rows)
          .window(sliding(4, { every: 2 }))
          .aggregate(spec, options),
    ],
    [
      "windows of all rows",
      (rows, options) =>
        timed(rows)
          .windowAll(sliding(4, { every: 2 }))
          .aggregate(spec, options),
    ],
    ["sessions", (rows, options) => byKey(rows).window(session(2)).aggregate(spec, options)],
    ["sessions of all rows", (rows, options) => timed(rows).windowAll(session(1)).aggregate(spec, options)],
    [
      "windows by row",
      (rows, options) => byKey(rows).window(globalWindow()).trigger(countTrigger(1)).aggregate(spec, options),
    ],
    [
      "windows with an evictor",
      (rows, options) =>
        byKey(rows)
          .window(tumbling(10))
          .evict(deltaEvictor(100, () => 0))
          .aggregate(spec, options),
    ],
  ];
}

const failing: readonly (readonly [string, (typeof specs)[keyof typeof specs], readonly Row[], readonly Row[]])[] = [
  ["an aggregate of our own", specs.checked, given, good],
  [
    "one of a user's that replaces its partial result",
    specs.replaced,
    [at("a", 1, 3), at("a", 2, 1), at("b", 2, 3), at("a", 3, 3), at("c", 4, 7), at("a", 5, 2)],
    [at("a", 2, 1), at("c", 4, 7), at("a", 5, 2)],
  ],
  [
    "one of a user's that changes it in place",
    specs.inPlace,
    [at("a", 1, 3), at("a", 2, 1), at("b", 2, 3), at("a", 3, 3), at("c", 4, 7), at("a", 5, 2)],
    [at("a", 2, 1), at("c", 4, 7), at("a", 5, 2)],
  ],
];

describe("nothing stays of a record at which an aggregate throws, where its step leaves such out", () => {
  for (const [what, spec, rows, fit] of failing) {
    for (const [path, make] of pathsOf(spec)) {
      test.each([1, 2])(`${path}, ${what}, at parallelism %i`, async (parallelism) => {
        const sorted = async (dataset: Dataset<unknown>): Promise<string[]> =>
          (await dataset.collect({ parallelism })).map((row) => JSON.stringify(row)).sort();
        expect(await sorted(make(from(rows), { onError: "skip" }))).toEqual(await sorted(make(from(fit), {})));
      });
    }
  }

  test("they are counted, and dead letters say the result that they were for", async () => {
    const letters: BadRecord[] = [];
    const dataset = from(given)
      .keyBy("k")
      .aggregate({ rows: count(), total: sum(numberOf) }, { onError: deadLetter(into(letters)) });
    const { metrics } = await dataset.discard().run();
    expect(metrics.total("numRecordsDeadLettered")).toBe(2);
    expect(letters.map(({ position, column, text }) => ({ position, column, text }))).toEqual([
      { position: "row 1", column: "total", text: '{"k":"a","at":2,"v":"bad"}' },
      { position: "row 2", column: "total", text: '{"k":"b","at":3,"v":"bad"}' },
    ]);
  });

  test("a changelog says nothing of a key whose records were all left out", async () => {
    const stream = async function* () {
      yield at("a", 1, 3);
      yield at("b", 2, 1);
    };
    const rows: unknown[] = [];
    await from(stream(), { boundedness: "unbounded" })
      .keyBy("k")
      .aggregate({ total: aggregation(strict, numberOf) }, { onError: "skip" })
      .changelog()
      .forEach((row) => void rows.push(row));
    expect(rows).toEqual([{ change: "insert", row: { k: "b", total: 1 } }]);
  });
});

describe("reduce", () => {
  const add = (left: Row, right: Row): Row => {
    if (typeof right.v !== "number") throw new TypeError(`cannot add ${right.v}`);
    return { ...left, v: (left.v as number) + right.v };
  };
  const rows = [at("a", 1, 1), at("a", 2, "bad"), at("a", 4, 3), at("c", 5, 5)];
  const fit = rows.filter(({ v }) => typeof v === "number");
  const byKey = (dataset: Dataset<Row>) => timed(dataset).keyBy((row) => row.k);
  const paths: readonly (readonly [string, Make])[] = [
    ["of groups", (dataset, options) => dataset.keyBy("k").reduce(add, options)],
    ["of all rows", (dataset, options) => dataset.reduce(add, options)],
    ["of tumbling windows", (dataset, options) => byKey(dataset).window(tumbling(10)).reduce(add, options)],
    [
      "of sliding windows",
      (dataset, options) =>
        byKey(dataset)
          .window(sliding(20, { every: 10 }))
          .reduce(add, options),
    ],
    ["of sessions", (dataset, options) => byKey(dataset).window(session(3)).reduce(add, options)],
  ];
  for (const [path, make] of paths) {
    test.each([1, 2])(
      `${path} leaves out the records at which its function throws, at parallelism %i`,
      async (parallelism) => {
        const sorted = async (dataset: Dataset<unknown>): Promise<string[]> =>
          (await dataset.collect({ parallelism })).map((row) => JSON.stringify(row)).sort();
        expect(await sorted(make(from(rows), { onError: "skip" }))).toEqual(await sorted(make(from(fit), {})));
      },
    );
    test(`${path} fails with the row where nothing is said`, async () => {
      await expect(make(from(rows), {}).collect()).rejects.toThrow(
        /^Cannot apply the function of reduce at row 1 of .* as it threw TypeError: cannot add bad; the row is \{"k":"a","at":2,"v":"bad"\}; mend the lambda/,
      );
    });
  }
});

describe("what fails in an aggregate is told by step, row and result", () => {
  const failure = (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => "no error",
      (error: RecordError) => error.message,
    );

  test("a lambda that throws is named, with its row and what to do", async () => {
    const spec = { rows: count(), top: max((row: { a: { b: number } | null }) => row.a!.b) };
    expect(
      await failure(
        from([{ a: { b: 1 } }, { a: null }])
          .aggregate(spec)
          .collect(),
      ),
    ).toBe(
      "Cannot apply the lambda of aggregate #1 (top) at row 1 of aggregate #1 as it threw TypeError: Cannot read properties of null (reading 'b'); " +
        'the row is {"a":null}; mend the lambda, filter such rows out before, or say onError: "skip"',
    );
  });

  test("a value of the wrong type is told alike in a column of objects and in a typed one", async () => {
    const told =
      "Cannot add a value to sum() as it must be a number: got string 12; read the column as numbers (schema(…) at the source), " +
      "or convert it in the lambda without making zeros of what is missing: " +
      'sum((row) => ((row.column ?? "") === "" ? null : Number(row.column)))';
    const total = sum((row: { v: number }) => row.v);
    expect(
      await failure(
        from([{ v: 1 }, { v: "12" as never }])
          .aggregate({ total })
          .collect(),
      ),
    ).toBe(`${told} — at row 1 of aggregate #1, result "total": {"v":"12"}`);
    expect(
      await failure(
        fromColumns({ v: ["12", "13"] as never as number[] })
          .aggregate({ total })
          .collect(),
      ),
    ).toBe(`${told} — at row 0 of aggregate #1, result "total": {"v":"12"}`);
  });

  test("an aggregate of a user's that throws is named, while it adds and while it makes its result", async () => {
    expect(
      await failure(
        from([{ v: 1 }, { v: 3 }])
          .aggregate({ mine: aggregation(strict, ({ v }) => v) })
          .collect(),
      ),
    ).toBe(
      'Cannot add to result "mine" at row 1 of aggregate #1 as it threw Error: no 3; the row is {"v":3}; ' +
        'mend the lambda, filter such rows out before, or say onError: "skip"',
    );
    const broken = { ...strict, result: () => JSON.parse("{") as number };
    expect(
      await failure(
        from([{ v: 1 }])
          .aggregate({ mine: aggregation(broken, ({ v }) => v) })
          .collect(),
      ),
    ).toMatch(/^Cannot make result "mine" in aggregate #1 as it threw SyntaxError: .*; mend the aggregate's result$/);
  });

  test("a value that has no bytes is told where different ones are counted", async () => {
    class Money {}
    expect(
      await failure(
        from([{ v: new Money() }])
          .aggregate({ n: countDistinct(({ v }) => v) })
          .collect(),
      ),
    ).toMatch(
      /^Cannot add a value to countDistinct\(\) as it must be plain data: got Money; .* — at row 0 of aggregate #1, result "n": \{"v":\{\}\}$/,
    );
  });

  test("a record that some aggregates have taken in place already fails the job, whatever is said", async () => {
    const spec = {
      first: aggregation({ ...strictInPlace, name: "one", add: (all: number[], v: number) => [...all, v] }, numberOf),
      second: aggregation(strictInPlace, numberOf),
    };
    expect(
      await failure(
        from([at("a", 1, 3)])
          .aggregate(spec, { onError: "skip" })
          .collect(),
      ),
    ).toBe(
      "Cannot leave a record out of strictInPlace as one have taken it already: got Error: no 3; give the aggregate a check that throws at such values",
    );
  });
});
