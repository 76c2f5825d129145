import { describe, expect, test } from "vitest";
import { type Dataset, from, job, range, session, sliding, sum, tumbling } from "../../core/mod.ts";

// What TypeScript refuses and plain JavaScript does not.
// biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
type Loose = any;

const rows = from([{ km: 1, city: "Kent" }]) as Loose;

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
