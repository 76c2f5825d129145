import { describe, expect, test } from "vitest";
import { count, type Dataset, from, fromColumns, into, schema, session, tumbling } from "../../core/mod.ts";

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
