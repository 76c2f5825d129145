import fc from "fast-check";
import { expect, test } from "vitest";
import { aggregatePartition, count, from, mapPartition, reducePartition, sortPartition } from "../../../core/mod.ts";

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
