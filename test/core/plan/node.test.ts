import { expect, test } from "vitest";
import { count, from } from "../../../core/mod.ts";

test("a dataset that meets itself again and again is planned and run in a time that grows with its steps", async () => {
  let united = from([1]).filter((n) => n > 1);
  // Each round doubles the ways to the source: there are 2^40 of them.
  for (let round = 0; round < 40; round++) united = united.union(united.map((n) => n));
  expect(await united.collect()).toEqual([]);
  let joined = from([{ k: 1, n: 1 }]);
  for (let round = 0; round < 40; round++) {
    const counted = joined.keyBy("k").aggregate({ rows: count() });
    joined = joined.join(counted, { on: "k" }).map((row) => ({ k: row.k, n: row.n + row.rows }));
  }
  expect(await joined.collect()).toEqual([{ k: 1, n: 41 }]);
}, 10_000);
