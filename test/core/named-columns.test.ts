import { describe, expect, test } from "vitest";
import { avg, count, type Dataset, from, fromColumns, into, schema, session, sum, tumbling } from "../../core/mod.ts";
import { memoryFiles } from "../../core/testing/memory-files.ts";

// What plain JavaScript may write.
// biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse it
type Untyped = any;

const trips = [
  { km: 4, city: "Kent" },
  { km: 9, city: "Bend" },
];
const columns = { km: [4, 9], city: ["Kent", "Bend"] };

const failure = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "no error",
    (error: Error) => error.message,
  );

const steps: readonly (readonly [string, (rows: Untyped) => Dataset<unknown>])[] = [
  ["sort #", (rows) => rows.sort("kmm")],
  ["sort #", (rows) => rows.sort(["city", { by: "kmm", order: "descending" }])],
  ["aggregate #", (rows) => rows.keyBy("kmm").aggregate({ n: count() })],
  ["aggregate #", (rows) => rows.keyBy("city", "kmm").aggregate({ n: count() })],
  ["distinctBy #", (rows) => rows.distinctBy("kmm")],
  ["distinctBy #", (rows) => rows.distinctBy(["city", "kmm"])],
  ["deduplicate #", (rows) => rows.deduplicate({ by: "kmm", keep: "last" })],
  ["topK #", (rows) => rows.topK(1, "kmm")],
  ["topK #", (rows) => rows.keyBy("city").topK(1, "kmm")],
  ["reduce #", (rows) => rows.keyBy("kmm").reduce((left: unknown) => left)],
  ["join #", (rows) => rows.join(from(trips), { on: "kmm", select: (left: unknown) => left })],
  ["join #", (rows) => rows.join(from(trips), { on: "kmm", how: "semi" })],
  ["coGroup #", (rows) => rows.coGroup(from(trips), { on: "kmm" }, () => [1])],
  [
    "window",
    (rows) =>
      rows
        .withEventTime(() => 1)
        .keyBy("kmm")
        .window(tumbling(1))
        .aggregate({ n: count() }),
  ],
  [
    "window",
    (rows) =>
      rows
        .withEventTime(() => 1)
        .keyBy("kmm")
        .window(session(1))
        .aggregate({ n: count() }),
  ],
];

describe("a column that is named and that no row has is refused with the nearest name, before anything runs", () => {
  const inputs: readonly (readonly [string, () => unknown])[] = [
    ["of objects", () => from(trips)],
    [
      "of objects behind a filter and a limit",
      () =>
        from(trips)
          .filter(() => true)
          .limit(5),
    ],
    ["of two arrays together", () => from(trips).union(from(trips))],
    ["of typed columns", () => fromColumns(columns)],
    ["of a schema", () => from(trips, { schema: schema({ km: "int32", city: "string" }) })],
  ];
  for (const [input, make] of inputs) {
    test.each(steps)(`in %s, ${input}`, async (name, step) => {
      const message = await failure(step(make()).explain());
      expect(message).toMatch(
        /^Cannot read column "kmm" in .* as there is no such column: got "km", "city"; did you mean "km"\?$/,
      );
      expect(message).toContain(`in ${name}`);
    });
  }

  test.each([1, 2])(
    "rows may differ: a column that some have is none to refuse, at parallelism %i",
    async (parallelism) => {
      const rows = from([{ km: 1 }, { kmm: 2 }, { kmm: 1 }] as Untyped[]);
      expect(await rows.sort("kmm").collect({ parallelism })).toEqual([{ kmm: 1 }, { kmm: 2 }, { km: 1 }]);
      expect(await rows.topK(5, "kmm" as never).collect({ parallelism })).toEqual([{ kmm: 2 }, { kmm: 1 }]);
      expect(
        await rows
          .union(from([{ other: 1 }] as Untyped[]))
          .topK(1, "kmm" as never)
          .collect(),
      ).toEqual([{ kmm: 2 }]);
    },
  );

  test("an array of no rows has nothing to refuse", async () => {
    expect(await (from([]) as Untyped).sort("kmm").collect()).toEqual([]);
    expect(await (from([]) as Untyped).keyBy("kmm").aggregate({ n: count() }).collect()).toEqual([]);
  });

  test("a property of a class, such as a getter, is a column", async () => {
    class Trip {
      readonly #km: number;
      constructor(km: number) {
        this.#km = km;
      }
      get km(): number {
        return this.#km;
      }
    }
    expect(
      (
        await from([new Trip(2), new Trip(1)])
          .sort("km")
          .collect()
      ).map(({ km }) => km),
    ).toEqual([1, 2]);
  });
});

describe("of rows that are only known when they come", () => {
  const lazily = (): Untyped =>
    from(
      (function* () {
        yield* trips;
      })(),
    );

  test("sort and topK refuse at the end what no row had", async () => {
    const message = 'as there is no such column: got "km", "city"; did you mean "km"?';
    expect(await failure(lazily().sort("kmm").collect())).toBe(`Cannot read column "kmm" in sort #1 ${message}`);
    expect(await failure(lazily().topK(1, "kmm").collect())).toBe(`Cannot read column "kmm" in topK #1 ${message}`);
  });

  test("a row without the column of a key is a failed record that says so", async () => {
    expect(await failure(lazily().keyBy("kmm").aggregate({ n: count() }).collect())).toBe(
      'Cannot read column "kmm" in aggregate #1 as there is no such column: got "km", "city"; did you mean "km"? — ' +
        'at row 0 of aggregate #1: {"km":4,"city":"Kent"}',
    );
  });
});

describe("a column that a lambda names and that no row has", () => {
  const read = (rows: readonly unknown[], parallelism: number, steps: (rows: Untyped) => Dataset<unknown>) => {
    const warnings: string[] = [];
    const lazily = from(
      (function* () {
        yield* rows;
      })(),
    );
    const run = steps(lazily).collect({ parallelism, batchRows: 2, onWarning: (text) => warnings.push(text) });
    return run.then(
      (result) => ({ result, warnings }),
      (error: Error) => ({ error: error.message, warnings }),
    );
  };
  const wrong: readonly (readonly [string, (rows: Untyped) => Dataset<unknown>])[] = [
    ["map #1", (rows) => rows.map((row: Untyped) => row.prise * 2)],
    ["map #1", (rows) => rows.map((row: Untyped) => ({ price: row.prise }))],
    ["map #1", (rows) => rows.map((row: Untyped) => ({ ...row, twice: row.prise + row.prise }))],
    ["map #1", (rows) => rows.map(({ prise, city }: Untyped) => `${prise} ${city}`)],
    ["map #2", (rows) => rows.filter((row: Untyped) => row.city !== "Kent").map((row: Untyped) => row.prise - 1)],
    ["filter #1", (rows) => rows.filter((row: Untyped) => row.prise === 4)],
    ["flatMap #1", (rows) => rows.flatMap((row: Untyped) => [row.prise])],
    ["aggregate #1", (rows) => rows.keyBy("city").aggregate({ total: sum((row: Untyped) => row.prise) })],
    ["aggregate #1", (rows) => rows.aggregate({ mean: avg((row: Untyped) => row.prise) })],
    ["sort #1", (rows) => rows.sort((row: Untyped) => row.prise)],
    ["topK #1", (rows) => rows.topK(1, (row: Untyped) => row.prise)],
  ];
  test.each([1, 2])("fails the run at its end, with the nearest name, at parallelism %i", async (parallelism) => {
    const priced = trips.map(({ km, city }) => ({ price: km, city }));
    for (const [step, steps] of wrong) {
      const { error, warnings } = (await read(priced, parallelism, steps)) as { error?: string; warnings: string[] };
      expect(error).toMatch(
        /as there is no such column: got "price", "city"; did you mean "price"\? — (none of its [12] rows|not even its only row) has it; where it may be absent, say so, as in row\.prise \?\? null$/,
      );
      expect(error).toContain(`Cannot read column "prise" in ${step} `);
      expect(warnings).toEqual([]);
    }
  });

  test.each<readonly [string, (row: Untyped) => unknown]>([
    ["cc", (row) => row.bcc === "x"],
    ["createdAt", (row) => ({ at: row.updatedAt })],
    ["minLat", (row) => ({ from: row.minLat, to: row.maxLat })],
    ["errors", (row) => row.error],
    ["id", (row) => row.ip === "127.0.0.1"],
  ])("is warned of where %s is there, which is another word, and nothing is computed with it", async (name, lambda) => {
    const { result, warnings } = (await read([{ [name]: 1 }], 1, (rows) => rows.map(lambda))) as {
      result?: unknown[];
      warnings: string[];
    };
    expect([result?.length, warnings.length]).toEqual([1, 1]);
  });

  test("is warned of where it is only handed on and resembles none", async () => {
    const { result, warnings } = (await read(trips, 1, (rows) =>
      rows.map((row: Untyped) => ({ km: row.km, reason: row.reason })),
    )) as { result?: unknown; warnings: string[] };
    expect(result).toEqual([{ km: 4 }, { km: 9 }]);
    expect(warnings).toEqual([
      'Cannot tell whether "reason" in map #1 is a column as none of its 2 rows has it: got "km", "city"; ' +
        "mend its name, or where it may be absent, say so, as in row.reason ?? null",
    ]);
  });

  test.each<readonly [string, readonly unknown[], (rows: Untyped) => Dataset<unknown>]>([
    ["compared", [], (rows) => rows.filter((row: Untyped) => row.error === "timeout")],
    [
      "computed with beside a column of nearly its name,",
      [Number.NaN, Number.NaN],
      (rows) => rows.map((row: Untyped) => row.km + row.kmm),
    ],
    ["counted with", [0, 0], (rows) => rows.map((row: Untyped) => Number(row.price) || 0)],
  ])("is warned of where it is %s and resembles none: nobody may have it today", async (_, expected, steps) => {
    for (const parallelism of [1, 2]) {
      const { result, warnings } = (await read(trips, parallelism, steps)) as { result?: unknown; warnings: string[] };
      expect([result, warnings.length]).toEqual([expected, 1]);
    }
  });

  test("is warned of where it is read on some ways only and resembles another", async () => {
    const { result, warnings } = (await read(trips, 1, (rows) =>
      rows.filter((row: Untyped) => row.km > 3 && row.citty === "Kent"),
    )) as { result?: unknown; warnings: string[] };
    expect(result).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('"citty" in filter #1')]);
  });

  test.each<readonly [string, readonly unknown[], (rows: Untyped) => Dataset<unknown>]>([
    ["asked for", trips, (rows) => rows.map((row: Untyped) => row.kmm ?? 0)],
    ["asked for by a default", trips, (rows) => rows.map(({ kmm = 0 }: Untyped) => kmm)],
    ["tested", trips, (rows) => rows.filter((row: Untyped) => !row.kmm || row.kmm > 3)],
    ["of another kind", trips, (rows) => rows.map((row: Untyped) => (row.kind === undefined ? 0 : row.price + 1))],
    ["of one row of many", [...trips, { kmm: 1 }, ...trips], (rows) => rows.map((row: Untyped) => row.kmm * 2)],
    ["never read", trips, (rows) => rows.filter(() => false).map((row: Untyped) => row.kmm * 2)],
    ["a method", [new Date(0)], (rows) => rows.map((row: Untyped) => row.kmm * 2)],
    ["of an array", [[], []], (rows) => rows.map((row: Untyped) => row["0"] * 2)],
    ["of no rows", [], (rows) => rows.map((row: Untyped) => row.kmm * 2)],
    [
      "written before",
      trips.map((trip) => ({ ...trip })),
      (rows) =>
        rows.map((row: Untyped) => {
          row.kmm = 1;
          return row.kmm * 2;
        }),
    ],
  ])("is none where it is %s", async (_, rows, steps) => {
    for (const parallelism of [1, 2]) {
      const { error, warnings } = (await read(rows, parallelism, steps)) as { error?: string; warnings: string[] };
      expect([error, warnings]).toEqual([undefined, []]);
    }
  });

  test("fails joins whose select reads it of either side, and is none where the row itself may be absent", async () => {
    const prices = [{ km: 4, price: 1 }];
    const joined = (select: (left: Untyped, right: Untyped) => unknown) => (rows: Untyped) =>
      rows.join(from(prices), { on: "km", how: "left", select });
    for (const parallelism of [1, 2]) {
      const message = async (select: (left: Untyped, right: Untyped) => unknown) => {
        const read_ = await read(trips, parallelism, joined(select));
        return "error" in read_ ? read_.error : read_.warnings.join();
      };
      expect(await message((left, right) => ({ city: left.city, price: right?.prise }))).toMatch(
        /^Cannot read column "prise" in select of join #1, on the right, as there is no such column: got "km", "price"; did you mean "price"\?/,
      );
      expect(await message((left) => ({ city: left.citty }))).toContain('"citty" in select of join #1, on the left');
      expect(await message((left, right) => ({ city: left.city, price: right?.price }))).toBe("");
      expect(await message((left, right) => ({ city: left.city, price: right?.prise ?? 0 }))).toBe("");
    }
  });

  test.each<readonly [string, (rows: Untyped) => Dataset<unknown>]>([
    [
      "the row is given another value",
      (rows) =>
        rows.map((row: Untyped) => {
          row = { ...row, a: 1 };
          return row.a * 2;
        }),
    ],
    [
      "an inner block has a variable of its name",
      (rows) =>
        rows.map((row: Untyped) => {
          {
            const row = { a: 5 };
            return row.a + 1;
          }
        }),
    ],
    [
      "somebody else may write to it",
      (rows) =>
        rows.map((row: Untyped) => {
          Object.assign(row, { a: 1 });
          return row.a * 2;
        }),
    ],
    ["records that fail are left out", (rows) => rows.map((row: Untyped) => row.user.name, { onError: "skip" })],
    ["a limit ends the source before later rows", (rows) => rows.map((row: Untyped) => row.a * 2).limit(1)],
  ])("is none where %s", async (_, steps) => {
    const copies = trips.map((trip) => ({ ...trip }));
    for (const parallelism of [1, 2]) {
      const { error, warnings } = (await read(copies, parallelism, steps)) as { error?: string; warnings: string[] };
      expect([error, warnings]).toEqual([undefined, []]);
    }
    const typed = await steps(fromColumns({ a: [1, 2], user: [{ name: "x" }, { name: "y" }] })).collect();
    expect(typed.length).toBeGreaterThan(0);
  });

  test("fails a run with checkpoints for good: one that goes on behind the rows would not see it", async () => {
    for (const steps of [
      (rows: Untyped) => rows.map((row: Untyped) => row.kmm * 2),
      (rows: Untyped) => rows.join(from([{ km: "4" }]), { on: "km" }),
    ]) {
      const warnings: string[] = [];
      const lazily = from({
        async *[Symbol.asyncIterator]() {
          yield* trips;
        },
      });
      const run = steps(lazily)
        .sinkTo(into([]))
        .run({
          checkpoint: { dir: "checkpoints", files: memoryFiles(), interval: 1 },
          onWarning: (text: string) => warnings.push(text),
        });
      expect(await failure(run)).toMatch(/did you mean "km"|never equal/);
      expect(warnings).toEqual([]);
    }
  });

  test("of keys that could be equal behind a limit that ends the source is none, either", async () => {
    const rows = [...Array.from({ length: 20 }, (_, at) => ({ k: `text ${at}` })), { k: 1 }];
    const steps = (all: Untyped) => all.join(from([{ k: 1, p: 2 }]), { on: "k", how: "left" }).limit(1);
    const { error, result } = (await read(rows, 1, steps)) as { error?: string; result?: unknown };
    expect([error, result]).toEqual([undefined, [{ k: "text 0", p: null }]]);
  });

  test("of typed columns that a lambda may write to is none", async () => {
    const written = fromColumns({ km: [4, 9] }).map((row: Untyped) => {
      for (const name of ["a"]) row[name] = 1;
      return row.a * 2;
    });
    expect(await written.collect()).toEqual([2, 2]);
  });

  test("is only warned of where names differ in a number, or a join's select has no pair", async () => {
    for (const steps of [
      (rows: Untyped) => rows.map((row: Untyped) => ({ second: row.km2 })),
      (rows: Untyped) =>
        rows.join(from([{ km: 77, price: 1 }]), { on: "km", select: (l: Untyped, r: Untyped) => l.km + r.bonus }),
    ]) {
      const { error, warnings } = (await read(trips, 1, steps)) as { error?: string; warnings: string[] };
      expect([error, warnings.length]).toEqual([undefined, 1]);
    }
  });

  test("is none behind a join of a side that has no rows", async () => {
    const empty = from([] as { km: number; price: number }[]);
    const both = (rows: Untyped): Dataset<unknown> =>
      rows.join(empty, { on: "km", how: "left" }).map((row: Untyped) => row.price + 1);
    for (const parallelism of [1, 2]) {
      const { error, warnings } = (await read(trips, parallelism, both)) as { error?: string; warnings: string[] };
      expect([error, warnings]).toEqual([undefined, []]);
    }
  });

  test("of what a step gives it is refused before anything runs", async () => {
    const rows = from(trips)
      .map(({ km, city }) => ({ km, town: city }))
      .filter(({ km }) => km > 0) as Untyped;
    for (const steps of [
      rows.map((row: Untyped) => row.twon),
      rows.keyBy((row: Untyped) => row.twon).aggregate({ n: count() }),
      rows.sort((row: Untyped) => row.twon),
    ]) {
      expect(await failure(steps.explain())).toMatch(
        /Cannot read column "twon" in .* as there is no such column: got "km", "town"; did you mean "town"\?$/,
      );
    }
    // What a filter may write to its row is not known.
    const written = from(trips)
      .map(({ km }) => ({ km }))
      .filter((row: Untyped) => Object.assign(row, { more: 1 }));
    expect(await written.map((row: Untyped) => row.more).collect()).toEqual([1, 1]);
  });
});

describe("keys that cannot be told apart", () => {
  class Money {}
  const ring: Record<string, unknown> = {};
  ring.self = ring;

  test("are failed records that name the key", async () => {
    const rows = from([{ k: "a" }, { k: ring }, { k: new Money() }] as { k: unknown }[]);
    expect(await failure(rows.keyBy("k").aggregate({ n: count() }).collect())).toBe(
      'Cannot take the key "k" of a row in aggregate #1 as it must be nested 1,000 deep at most: got an object that holds itself; ' +
        "take the fields that matter out of it — at row 1 of aggregate #1: [object Object]",
    );
    expect(
      await failure(
        rows
          .filter((row) => row.k !== ring)
          .keyBy((row) => row.k)
          .aggregate({ n: count() })
          .collect(),
      ),
    ).toMatch(
      /^Cannot take the key of a row in aggregate #2 as it must be plain data: got Money; use .* — at row 2 of aggregate #2/,
    );
    expect(await failure(from([ring]).distinct().collect())).toMatch(
      /^Cannot take the key of a row in distinct #1 as it must be nested/,
    );
  });

  test.each([1, 2])("are left out and counted where that was said, at parallelism %i", async (parallelism) => {
    const rows = from([{ k: "a" }, { k: ring }, { k: "a" }, { k: new Money() }, { k: { x: 1 } }] as { k: unknown }[]);
    const out: { k: unknown; n: number }[] = [];
    const { metrics } = await rows
      .keyBy("k")
      .aggregate({ n: count() }, { onError: "skip" })
      .sinkTo(into(out))
      .run({ parallelism });
    expect(out.map((row) => JSON.stringify(row)).sort()).toEqual(['{"k":"a","n":2}', '{"k":{"x":1},"n":1}']);
    expect(metrics.total("numRecordsSkipped")).toBe(2);
  });
});
