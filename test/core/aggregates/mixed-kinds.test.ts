import { expect, test } from "vitest";
import { from, max, maxBy, min, minBy, mode, topK } from "../../../core/mod.ts";

type Value = number | string | bigint;

/** From the least to the greatest: what goes by its number, texts by their code units, NaN. */
const ascending: readonly Value[] = [3n, 9.5, 10, "10", "9", "n/a", Number.NaN];

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

const orders = permutations([9.5, "10", "9", Number.NaN] as const).map((values) => values.map((a) => ({ a })));
const a = (row: { a: Value }) => row.a;

test("aggregates that go by an order give the same of numbers and texts, whatever comes first", async () => {
  for (const rows of orders) {
    const [found] = await from(rows)
      .aggregate({ min: min(a), max: max(a), first: minBy(a), last: maxBy(a), mode: mode(a), two: topK(2, a) })
      .collect();
    expect(found).toEqual({
      min: 9.5,
      max: Number.NaN,
      first: { a: 9.5 },
      last: { a: Number.NaN },
      mode: 9.5,
      two: [{ a: Number.NaN }, { a: "9" }],
    });
  }
});

test("topK and sort put numbers, texts and NaN in that one order, in either direction and any batches", async () => {
  const rows = ascending.map((value) => ({ a: value }));
  for (const turned of [rows, rows.toReversed(), rows.toSpliced(0, 3).concat(rows.slice(0, 3))]) {
    for (const batchRows of [1, 100]) {
      const up = await from(turned).sort("a").collect({ batchRows });
      expect(up.map(a)).toEqual(ascending);
      const down = await from(turned).sort({ by: "a", order: "descending" }).collect({ batchRows });
      expect(down.map(a)).toEqual(ascending.toReversed());
      expect((await from(turned).topK(7, "a").collect({ batchRows })).map(a)).toEqual(ascending.toReversed());
      const least = await from(turned).topK(7, "a", { order: "ascending" }).collect({ batchRows });
      expect(least.map(a)).toEqual(ascending);
    }
  }
});

test("NaN is the greatest for topK, and for sort with a limit", async () => {
  const rows = [{ a: 1 }, { a: Number.NaN }, { a: 2 }];
  expect(await from(rows).topK(1, "a").collect()).toEqual([{ a: Number.NaN }]);
  expect(await from(rows).sort({ by: "a", order: "descending" }).limit(2).collect()).toEqual([
    { a: Number.NaN },
    { a: 2 },
  ]);
  expect(await from(rows).sort("a").limit(2).collect()).toEqual([{ a: 1 }, { a: 2 }]);
});
