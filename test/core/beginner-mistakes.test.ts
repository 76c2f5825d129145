import { describe, expect, test } from "vitest";
import {
  count,
  type Dataset,
  from,
  fromColumns,
  generate,
  into,
  iterate,
  job,
  lookupJoin,
  mapAsync,
  mapPartition,
  maxBy,
  range,
  reducePartition,
  session,
  sliding,
  state,
  sum,
  tumbling,
} from "../../core/mod.ts";

// What TypeScript refuses and plain JavaScript does not.
// biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
type Loose = any;

const rows = from([{ km: 1, city: "Kent" }]) as Loose;

const later = async () => 1;

const mistakes: [string, () => unknown, RegExp][] = [
  [
    "a column's name where a lambda belongs",
    () => rows.aggregate({ total: sum("km" as Loose) }),
    /Cannot aggregate "total" in aggregate as it takes a function of a row: got "km"; use for instance sum/,
  ],
  [
    "an aggregate of one's own, without what it is of",
    () => rows.aggregate({ all: { name: "all", zero: () => 0, add: () => 1, merge: () => 1, result: () => 1 } }),
    /Cannot aggregate "all" in aggregate as it must be an aggregate of a value .*: got an aggregate by itself; say of what: aggregation\(/,
  ],
  [
    "a name as event time",
    () => rows.withEventTime("at"),
    /Cannot take the event time as it takes a function of a row: got "at"/,
  ],
  [
    "text as a window",
    () => rows.keyBy("city").window("1h"),
    /Cannot window by "1h" as it must be a window: use for instance tumbling/,
  ],
  ["no key", () => rows.keyBy(), /Cannot key rows as it takes a function of a row: got undefined/],
  ["a path as a sink", () => rows.sinkTo("x.csv"), /Cannot write to "x.csv" as it must be a sink/],
  [
    "an array to join with",
    () => rows.join([{ km: 1 }], { on: "km" }),
    /Cannot join an array of 1 as it must be a dataset: wrap it, like from\(rows\)/,
  ],
  ["an array to unite with", () => rows.union([1]), /Cannot unite with an array of 1 as it must be a dataset/],
  [
    "an unknown onError",
    () => rows.map((row: Loose) => row, { onError: "ignore" }),
    /Cannot take "ignore" as onError of map #1 as there is no such way/,
  ],
  [
    "an async filter",
    () => rows.filter(async () => false),
    /Cannot filter with an async function as its promise would be taken for the result/,
  ],
  ["an async map", () => rows.map(async (row: Loose) => row), /Cannot map with an async function/],
  ["an async flatMap", () => rows.flatMap(async function* () {}), /Cannot flatMap with an async function/],
  ["an async reduce", () => rows.reduce(later), /Cannot reduce with an async function/],
  ["an async reduce of keys", () => rows.keyBy("city").reduce(later), /Cannot reduce with an async function/],
  [
    "an async reduce of windows",
    () => rows.windowAll(tumbling(1)).reduce(later),
    /Cannot reduce with an async function/,
  ],
  ["no reduce", () => rows.reduce(), /Cannot reduce as it takes a function: got undefined/],
  ["an async reducePartition", () => reducePartition(later as Loose), /with an async function/],
  ["an async mapPartition", () => mapPartition(later as Loose), /Cannot map a partition with an async function/],
  ["an async sort", () => rows.sort(later), /Cannot sort in sort #1 with an async function/],
  ["an async topK", () => rows.topK(1, later), /Cannot take the top rows in topK #1 with an async function/],
  [
    "an async coGroup",
    () => rows.coGroup(rows, { on: "km" }, later),
    /Cannot group in coGroup #1 with an async function/,
  ],
  [
    "an async process of windows",
    () => rows.windowAll(tumbling(1)).process(later),
    /Cannot process windows with an async function/,
  ],
  [
    "an async generate",
    () => generate({ make: later }),
    /Cannot generate rows as make must be a function that gives a row at once: got an async function/,
  ],
  [
    "a comparison to sort by",
    () => rows.sort((a: Loose, b: Loose) => a.km - b.km),
    /Cannot sort in sort #1 by a comparison of two rows as it takes what a row is ordered by: got a function of 2 parameters; use for instance sort\(\(row\) => row.price\)/,
  ],
  [
    "a comparison for the greatest row",
    () => rows.aggregate({ best: (maxBy as Loose)((a: Loose, b: Loose) => a.km - b.km) }),
    /Cannot aggregate "best" in aggregate by a comparison of two rows/,
  ],
  [
    "a comparison in a part of a sort",
    () => rows.sort([{ by: (a: Loose, b: Loose) => a - b }]),
    /by a comparison of two rows/,
  ],
  [
    "a comparison to rank by",
    () => rows.keyBy("city").topK(1, (a: Loose, b: Loose) => a.km - b.km),
    /Cannot take the top rows in topK #1 by a comparison of two rows/,
  ],
  [
    "a comparison to deduplicate by",
    () => rows.deduplicate({ by: "city", keep: "last", orderBy: (a: Loose, b: Loose) => a - b }),
    /Cannot deduplicate by a comparison of two rows/,
  ],
  ["a column to apply", () => rows.apply("km"), /Cannot apply a composition as it takes a function: got "km"/],
  ["an async composition", () => rows.apply(later), /Cannot apply a composition with an async function/],
  [
    "a composition without return",
    () => rows.apply(function late() {}),
    /Cannot apply late as it must return a dataset: got undefined; return what its steps make/,
  ],
  ["a text as a limit", () => rows.limit("2"), /the number of rows must be a whole number, 0 or more: got "2"/],
  ["a fraction as a limit", () => rows.limit(1.5), /must be a whole number, 0 or more: got 1.5/],
  ["a text as a number of rows", () => rows.topK("2", "km"), /whole number of rows from 1 on: got "2"/],
  ["a text as a range", () => (range as Loose)("5"), /got range\(0, "5"\)/],
  [
    "a text as a number of rounds",
    () => (iterate as Loose)(rows, { rounds: "2" }, (r: Loose) => ({ feedback: r })),
    /0 or more: got "2"/,
  ],
  [
    "a dataset as the data of an iteration",
    () => (iterate as Loose)(rows, { data: rows }, (r: Loose) => ({ feedback: r })),
    /Cannot take the data of iterate as it must be a list of datasets: got an object; say \{ data: \[dataset\] \}/,
  ],
  [
    "a body that says no more than until: true",
    () => (iterate as Loose)(rows, {}, (r: Loose) => ({ feedback: r, until: true })),
    /Cannot iterate in iterate with until true as it must be a dataset/,
  ],
  [
    "a body that gives a dataset",
    () => (iterate as Loose)(rows, {}, (r: Loose) => r),
    /Cannot iterate in iterate as its body must say what .*: got a dataset; return \{ feedback: dataset \}/,
  ],
  ["an async body", () => (iterate as Loose)(rows, {}, later), /Cannot iterate with an async function/],
  [
    "an aggregate without a name",
    () => rows.aggregate(count()),
    /Cannot aggregate in aggregate as each result must have a name: got an aggregate without one; use for instance \{ n: count\(\) \}/,
  ],
  ["no aggregate at all", () => rows.aggregate(), /as each result must have a name: got undefined/],
  [
    "a sink as another output",
    () => rows.discard().and(into([])),
    /Cannot run an object as well as it must be what sinkTo gives/,
  ],
  [
    "rows as columns",
    () => (fromColumns as Loose)([{ km: 1 }]),
    /must be an object of arrays: got an array; .* or from\(rows\)/,
  ],
  ["a value as a column", () => (fromColumns as Loose)({ km: 1 }), /as "km" must be an array: got 1; give all columns/],
  [
    "no function for each row",
    () => rows.forEach(),
    /Cannot call something for each row as it takes a function: got undefined/,
  ],
  [
    "a job without a name",
    () => (job as Loose)(() => rows.discard()),
    /takes a name and a function that builds it: got a function and undefined/,
  ],
  ["a promise of rows", () => from(Promise.resolve([1]) as Loose), /got a promise; await it, as in from\(await rows\)/],
  [
    "no size",
    () => (tumbling as Loose)(),
    /Cannot take undefined as the size of a tumbling window as it must be a duration/,
  ],
  ["no gap", () => (session as Loose)(), /must be a duration|must be/],
  ["no slide", () => (sliding as Loose)("1m"), /Cannot take the options of sliding as they must be an object: got/],
  [
    "a bare slide",
    () => (sliding as Loose)("1h", "30m"),
    /Cannot take the options of sliding as they must be an object: got/,
  ],
  [
    "a negative bound",
    () => rows.withEventTime((row: Loose) => row.km, { outOfOrder: "-5m" }),
    /Cannot take "-5m" as outOfOrder as it must not be negative/,
  ],
  ["half a row", () => range(2.5), /its start and end must be whole numbers .*: got range\(0, 2.5\)/],
  [
    "rows past 2^53",
    () => range(2 ** 53 - 2, 2 ** 53 + 2),
    /must be whole numbers between −2\^53 and 2\^53: got range\(9007199254740990, 9007199254740994\)/,
  ],
];

describe("a beginner's mistake is told in a sentence, before anything runs", () => {
  for (const [title, make, message] of mistakes) test(title, () => expect(make).toThrow(message));

  test("batches of no rows", async () => {
    for (const batchRows of [0, -1, 2.5, Number.NaN]) {
      await expect((rows as Dataset<unknown>).collect({ batchRows })).rejects.toThrow(
        "batchRows must be a whole number above 0",
      );
    }
  });

  test("options of a run", async () => {
    const told = async (run: Promise<unknown>, message: RegExp) => expect(run).rejects.toThrow(message);
    await told(rows.collect({ parallelism: "4" }), /from 1 to 128: got "4"/);
    await told(rows.collect({ batchRows: "4" }), /above 0: got "4"/);
    await told(rows.collect({ memoryBytes: "4" }), /above 0: got "4"/);
    await told(rows.collect({ onProgress: 5 }), /onProgress must be a function: got 5/);
    await told(
      rows.show({ rows: 3 }),
      /Cannot set "rows" in show as there is no such option: .* known are head, tail, parallelism/,
    );
    await told(rows.explain("codes"), /Cannot explain a plan as "codes" as it must be "plan", "json" or "code"/);
  });

  test("state and timers of rows without a key", async () => {
    const row = (_: unknown, { setEventTimer }: Loose) => setEventTimer(1);
    for (const [name, given] of [
      ["state", {}],
      ["onTimer", () => []],
    ]) {
      expect(() => rows.process({ [name as string]: given, row })).toThrow(
        /write keyBy\(…\) before process\(…\), as (state|timers) belongs? to a key/,
      );
    }
    await expect(rows.process({ row }).collect()).rejects.toThrow(
      /Cannot set a timer in process #1 .*its rows have no key; put keyBy\(…\) before it, and add onTimer/,
    );
  });

  test("a composition of rows where a function of a row belongs", async () => {
    await expect(
      from([{ km: 1 }])
        .map(mapAsync(later) as Loose)
        .collect(),
    ).rejects.toThrow(
      /Cannot take an object as the input of mapAsync as it must be a dataset: use dataset.apply\(mapAsync\(…\)\), not map/,
    );
  });

  test("times and keys that are none", async () => {
    const timed = (time: unknown) =>
      from([{ at: time }])
        .withEventTime((row) => row.at as Loose)
        .collect();
    await expect(timed("2026-01-01")).rejects.toThrow(/got "2026-01-01"; parse it, as in Date.parse\(row.at\)/);
    await expect(timed(undefined)).rejects.toThrow(/got undefined; filter such rows out/);
    await expect(timed(null)).rejects.toThrow(/got null; filter such rows out/);
    const keyed = (key: unknown) =>
      from([{ key }, { key: 1 }])
        .keyBy((row) => row.key)
        .aggregate({ n: count() })
        .collect();
    await expect(keyed(undefined)).rejects.toThrow(/a key must not be null: got undefined;/);
    await expect(keyed(null)).rejects.toThrow(/a key must not be null: got null;/);
  });

  test("joins by time of rows without one", async () => {
    const one = from([{ id: 1 }]).keyBy("id");
    await expect(one.asOfJoin(one as Loose, { select: () => 1 }).collect()).rejects.toThrow(
      /Cannot join records by their times in asOfJoin #1 as they have no event time/,
    );
    await expect(one.intervalJoin(one, { lower: 0, upper: 1, select: () => 1 }).collect()).rejects.toThrow(
      /Cannot join records by their times in intervalJoin #1 as they have no event time/,
    );
  });

  test("what a lookup gives that is no object", async () => {
    const looked = (answer: unknown) =>
      from([{ id: 1 }])
        .apply(lookupJoin({ by: (row) => row.id, lookup: () => answer as Loose }))
        .collect();
    await expect(looked("x")).rejects.toThrow(
      /Cannot put a row and what was looked up side by side .*: got "x" as what was looked up; .* — at row 0/,
    );
    await expect(looked(7)).rejects.toThrow(/got 7 as what was looked up/);
    await expect(
      from([5])
        .apply(lookupJoin({ by: (n) => n, lookup: () => ({ a: 1 }) }) as Loose)
        .collect(),
    ).rejects.toThrow(/got 5 as the row/);
  });

  test("a value in the place of a state's handle", async () => {
    const counting = from([{ id: 1 }])
      .keyBy("id")
      .process({
        state: { n: state.value<number>(), all: state.list<number>() },
        row(row, { state }) {
          (state as Loose)[row.id === 1 ? "n" : "all"] = 7;
        },
      });
    await expect(counting.collect()).rejects.toThrow(
      /Cannot put 7 in the place of state "n" as its handle must stay: use state.n.set\(…\) to change what is kept/,
    );
  });

  test("a reduce, a generate and properties that are promises", async () => {
    const promised = [from([1, 2]).reduce(((a: number, b: number) => Promise.resolve(a + b)) as Loose)];
    promised.push(from(generate<Loose>({ make: (n) => Promise.resolve(n), count: 2 })));
    promised.push(from([1]).map((n) => ({ n, later: Promise.resolve(n) })) as Loose);
    const [reduced, made, mapped] = promised.map((dataset) => dataset.collect());
    await Promise.all([
      expect(reduced).rejects.toThrow(/^Cannot reduce with a function that gives a promise/),
      expect(made).rejects.toThrow(/make must be a function that gives a row at once: got a promise/),
      expect(mapped).rejects.toThrow(/^Cannot go on from map #1 with promises as nobody waits for them/),
    ]);
  });

  test("a map that gives promises", async () => {
    await expect(
      from([1])
        .map((n) => Promise.resolve(n))
        .collect(),
    ).rejects.toThrow(/Cannot go on from map #1 with promises as .*use apply\(mapAsync\(…\)\)/);
  });

  test("a job that runs a dataset besides what it returns, or in its place", async () => {
    let printed: Promise<unknown> | undefined;
    const aside = job("aside", () => {
      printed = rows.collect();
      return rows.discard();
    });
    aside.output();
    await expect(printed).rejects.toThrow(
      'Cannot run a dataset in the build function of job "aside" as it only says what runs',
    );
    expect(() => job("instead", () => rows.print() as Loose).output()).toThrow(
      /^Cannot run job "instead" as .*: got a promise, as collect\(\), print\(\) and async functions give; end each/,
    );
    expect(await rows.collect()).not.toEqual([]);
  });

  test("a job that returns a dataset", () => {
    expect(() => job("j", () => rows as Loose).output()).toThrow(
      'Cannot run job "j" as its build function must return what sinkTo gives',
    );
  });
});

test("a generator that was read is not read again in silence", async () => {
  function* numbers(): Generator<number> {
    yield 1;
    yield 2;
  }
  const once = from(numbers());
  expect(await once.collect()).toEqual([1, 2]);
  await expect(once.collect()).rejects.toThrow("Cannot read an iterator again as it is used up by the first run");
  const again = from({ [Symbol.iterator]: numbers });
  expect([await again.collect(), await again.collect()]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});
