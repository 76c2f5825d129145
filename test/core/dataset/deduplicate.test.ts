import { expect, test } from "vitest";
import { type Dataset, from, fromColumns } from "../../../core/mod.ts";
import { finalContents, harness, row } from "../../../core/testing/mod.ts";

const versions = [
  { id: 1, part: "a", v: 2 },
  { id: 2, part: "a", v: 1 },
  { id: 1, part: "b", v: 3 },
  { id: 1, part: "a", v: 1 },
];

test("distinct keeps each row once, whatever it is, null and NaN too", async () => {
  const rows = [1, "1", null, Number.NaN, { a: 1 }, { a: 1 }, Number.NaN, null, 1, -0, 0];
  expect(await from(rows).distinct().collect()).toEqual([1, "1", null, Number.NaN, { a: 1 }, -0]);
  expect(
    await fromColumns({ a: [1, 1, 2], b: ["x", "x", "x"] })
      .distinct()
      .collect(),
  ).toEqual([
    { a: 1, b: "x" },
    { a: 2, b: "x" },
  ]);
});

test("distinctBy keeps the first row of a lambda's value, of a column or of several", async () => {
  const parts = from(versions);
  expect((await parts.distinctBy((each) => each.id).collect()).map(({ v }) => v)).toEqual([2, 1]);
  expect((await parts.distinctBy("part").collect()).map(({ v }) => v)).toEqual([2, 3]);
  expect((await parts.distinctBy(["id", "part"]).collect()).map(({ v }) => v)).toEqual([2, 1, 3]);
});

test("deduplicate keeps the first or last of each key, to arrive or by an order", async () => {
  const parts = from(versions);
  const kept = async (options: Partial<Parameters<typeof parts.deduplicate>[0]>): Promise<number[]> => {
    const rows = await parts.deduplicate({ by: "id", ...options }).collect();
    return rows.filter(({ id }) => id === 1).map(({ v }) => v);
  };
  expect(await kept({})).toEqual([2]);
  expect(await kept({ keep: "last" })).toEqual([1]);
  expect(await kept({ orderBy: (each) => each.v })).toEqual([1]);
  expect(await kept({ keep: "last", orderBy: (each) => each.v })).toEqual([3]);
  expect(await kept({ orderBy: "v" })).toEqual([1]);
  expect(await kept({ keep: "last", orderBy: "v" })).toEqual([3]);
  await expect(kept({ orderBy: "w" as "v" })).rejects.toThrow('"w"');
  const first = await parts.deduplicate({ by: "id", orderBy: () => 0 }).collect();
  expect(first.map(({ v }) => v)).toEqual([2, 1]);
});

test("the last row of a key in a stream is a changelog, whose contents are those of the stored rows", async () => {
  const run = await harness((rows: Dataset<(typeof versions)[number]>) => rows.deduplicate({ by: "id", keep: "last" }));
  for (const each of versions) await run.send(row(each));
  expect(finalContents(run.output())).toEqual(finalContents([row(versions[1]), row(versions[3])]));
  await run.close();
});

test("topK gives the greatest or least rows in order, all of them where there are fewer", async () => {
  const numbers = from([5, 1, 9, 7]);
  expect(await numbers.topK(2, (n) => n).collect()).toEqual([9, 7]);
  expect(await numbers.topK(2, (n) => n, { order: "ascending" }).collect()).toEqual([1, 5]);
  expect(await numbers.topK(10, (n) => n).collect({ parallelism: 3 })).toEqual([9, 7, 5, 1]);
  expect(() => numbers.topK(0, (n) => n)).toThrow(/Cannot .*topK.* got 0/);
});

test("sample keeps the same rows in every run, about as many as the fraction says; limit the first", async () => {
  const rows = from(Array.from({ length: 2000 }, (_, n) => n));
  const some = await rows.sample(0.25, { seed: 7 }).collect();
  expect(await rows.sample(0.25, { seed: 7 }).collect()).toEqual(some);
  expect(await rows.sample(0.25, { seed: 8 }).collect()).not.toEqual(some);
  expect(Math.abs(some.length - 500)).toBeLessThan(80);
  expect(await rows.limit(3).collect({ batchRows: 2, parallelism: 2 })).toEqual([0, 1, 2]);
  expect(() => rows.sample(1.5)).toThrow(
    "Cannot sample a dataset as the fraction must be in [0, 1]: got 1.5; use for instance sample(0.01)",
  );
  expect(() => rows.deduplicate({ by: (n) => n, keep: "newest" as never })).toThrow(
    'Cannot set keep in deduplicate as it must be "first" or "last": got "newest"; leave it out for "first"',
  );
});

test("a changelog as plain rows says of each what it does", async () => {
  const run = await harness((rows: Dataset<number>) => rows.reduce((a, b) => a + b).changelog());
  await run.send(row(1), row(2));
  expect(run.output()).toEqual(
    [
      { change: "insert", row: 1 },
      { change: "updateBefore", row: 1 },
      { change: "updateAfter", row: 3 },
    ].map(row),
  );
  await run.close();
  expect(await from([1]).changelog().collect()).toEqual([{ change: "insert", row: 1 }]);
});
