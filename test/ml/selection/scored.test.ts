import { expect, test } from "vitest";
import { from, range } from "../../../core/mod.ts";
import { countOf, numbered, splitsFor, spreadOf } from "../../../ml/selection/scored.ts";

const rows = from(Array.from({ length: 10_000 }, (_, n) => ({ n })));

test("rows of some numbers come in their order, whatever the batches, and of typed rows too", async () => {
  const wanted = Int32Array.of(9_999, 0, 5_000, 17);
  for (const batchRows of [1, 7, 4096]) {
    expect(await numbered(rows, wanted).collect({ batchRows })).toEqual([0, 17, 5_000, 9_999].map((n) => ({ n })));
  }
  const typed = rows.map(({ n }) => ({ n, twice: 2 * n }));
  expect(await numbered(typed, Int32Array.of(3)).collect()).toEqual([{ n: 3, twice: 6 }]);
  expect(await numbered(rows, new Int32Array()).collect()).toEqual([]);
});

test("rows are counted after what is filtered", async () => {
  expect(await countOf("count", rows, undefined)).toBe(10_000);
  expect(
    await countOf(
      "count",
      rows.filter(({ n }) => n < 7),
      undefined,
    ),
  ).toBe(7);
  await expect(countOf("count", range(0, Number.POSITIVE_INFINITY), undefined)).rejects.toThrow(
    "Cannot count as its rows must end: got an unbounded dataset; put limit(n) before it",
  );
  await expect(countOf("count", [] as never, undefined)).rejects.toThrow(
    "Cannot count as it takes a dataset: got an array",
  );
});

test("splits have rows on both sides, of those that there are", () => {
  const [train, test] = [Int32Array.of(0, 1), Int32Array.of(2)];
  expect(splitsFor("try", [{ train, test }], 3)).toEqual([{ train, test }]);
  expect(splitsFor("try", undefined, 10)).toHaveLength(5);
  for (const wrong of [[], [{ train, test: new Int32Array() }], [{ train, test: Int32Array.of(3) }]]) {
    expect(() => splitsFor("try", wrong, 3)).toThrow(
      `Cannot try as there must be splits of its 3 rows, each with rows to learn from and to look at: got ${wrong.length} split${wrong.length === 1 ? "" : "s"};`,
    );
  }
});

test("deviations are of all scores", () => {
  expect(spreadOf([1, 3])).toEqual({ mean: 2, deviation: 1 });
});
