import fc from "fast-check";
import { expect, test } from "vitest";
import {
  aggregatePartition,
  count,
  endOfStreamTrigger,
  from,
  fromChangelog,
  globalWindow,
  mapPartition,
  max,
  reducePartition,
  sortPartition,
  sum,
} from "../../../core/mod.ts";

test("at parallelism 1 a partition is the whole dataset", async () => {
  const numbers = from([3, 1, 2]);
  expect(await numbers.apply(mapPartition((rows) => [[...rows]])).collect()).toEqual([[3, 1, 2]]);
  expect(await numbers.apply(sortPartition((n) => n, { order: "descending" })).collect()).toEqual([3, 2, 1]);
  expect(await numbers.apply(aggregatePartition({ rows: count() })).collect()).toEqual([{ rows: 3 }]);
  expect(await numbers.apply(reducePartition((a, b) => a + b)).collect()).toEqual([6]);
});

test("each row is in one partition, in any number of subtasks and batches of any size", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer()),
      fc.record({
        parallelism: fc.integer({ min: 1, max: 4 }),
        batchRows: fc.integer({ min: 1, max: 9 }),
        memoryBytes: fc.constantFrom(1, 500, 2 ** 30),
      }),
      async (numbers, options) => {
        const partitions = await from(numbers)
          .apply(mapPartition((rows) => [[...rows]]))
          .collect(options);
        expect(partitions).toHaveLength(options.parallelism);
        expect(partitions.flat().toSorted((a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b));
        const sorted = await from(numbers)
          .apply(sortPartition((n) => n))
          .apply(mapPartition((rows) => [[...rows]]))
          .collect(options);
        expect(sorted).toEqual(partitions.map((rows) => rows.toSorted((a, b) => a - b)));
      },
    ),
    { numRuns: 60 },
  ));

test("an error of the function names the step", async () => {
  const failing = mapPartition<number, number>(
    () => {
      throw new RangeError("no");
    },
    { name: "squeeze" },
  );
  await expect(from([1]).apply(failing).collect()).rejects.toThrow("Cannot run squeeze as it threw RangeError: no");
});

test("an unbounded dataset is refused: its partitions never end", () => {
  const endless = from(new Set([1]), { boundedness: "unbounded" });
  expect(() => endless.apply(mapPartition((rows) => rows))).toThrow("Cannot mapPartition of an unbounded dataset");
  expect(() => endless.apply(sortPartition((n) => n))).toThrow("Cannot sort in sortPartition #1");
});

test("aggregates of a partition take back what a changelog does, the largest value and a reduction too", async () => {
  const change = (change: "insert" | "delete", id: number, v: number) => ({ change, row: { id, v } });
  const records = [change("insert", 1, 5), change("insert", 2, 9), change("insert", 3, 2), change("delete", 2, 9)];
  const rows = from(records).apply(fromChangelog());
  expect(
    await rows
      .apply(aggregatePartition({ total: sum((row) => row.v), top: max((row) => row.v), rows: count() }))
      .collect(),
  ).toEqual([{ total: 7, top: 5, rows: 2 }]);
  expect(await rows.apply(reducePartition((a, b) => ({ id: a.id + b.id, v: a.v + b.v }))).collect()).toEqual([
    { id: 4, v: 7 },
  ]);
});

test("all rows of each key at the end are a window of the whole stream, not a partition", async () => {
  const keyed = from([3, 1, 4, 1, 5]).keyBy((n) => n % 2);
  const whole = keyed.window(globalWindow()).trigger(endOfStreamTrigger());
  const rows = await whole.process(({ key, rows }) => [[key, ...rows]]).collect({ parallelism: 2 });
  expect(rows.sort()).toEqual([
    [0, 4],
    [1, 3, 1, 1, 5],
  ]);
  expect(() => keyed.apply(mapPartition((rows) => [rows]) as never)).toThrow(
    "Cannot take mapPartition of a dataset by key as a partition is what one subtask has, of any keys: got one behind keyBy; " +
      "leave keyBy out, or take all rows of each key by .window(globalWindow()).trigger(endOfStreamTrigger()).process(({ rows }) => …)",
  );
});
