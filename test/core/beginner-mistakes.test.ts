import { describe, expect, test } from "vitest";
import {
  type Dataset,
  from,
  generate,
  job,
  mapPartition,
  range,
  reducePartition,
  session,
  sliding,
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
  ["half a row", () => range(2.5), /its start and end must be whole numbers: got range\(0, 2.5\)/],
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

  test("a map that gives promises", async () => {
    await expect(
      from([1])
        .map((n) => Promise.resolve(n))
        .collect(),
    ).rejects.toThrow(/Cannot go on from map #1 with promises as .*use apply\(mapAsync\(…\)\)/);
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
