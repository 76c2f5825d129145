import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type VectorIndexerOptions, vectorIndexer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from(
  [
    [1, 1],
    [2, -1],
    [3, 1],
    [4, 0],
    [5, 0],
  ].map((features) => ({ features })),
);
const indexed = async (
  options: VectorIndexerOptions<"features", "features">,
  given: number[][],
): Promise<unknown[]> => {
  const model = await vectorIndexer({ maxCategories: 3, ...options }).fit(rows);
  return columnOf(await savedGives(model, from(given.map((features) => ({ features })))), "features");
};

test("features with few values become numbers, 0 first and the others ascending; others stay", async () => {
  expect(
    await indexed({}, [
      [7.5, 0],
      [0, -1],
      [1, 1],
      [1, -0],
    ]),
  ).toEqual([
    [7.5, 0],
    [0, 1],
    [1, 2],
    [1, 0],
  ]);
});

test("values that were not seen have the number after the last with keep, and are left out with skip", async () => {
  expect(await indexed({ handleInvalid: "keep" }, [[0, 2]])).toEqual([[0, 3]]);
  expect(await indexed({ handleInvalid: "keep", maxCategories: 5 }, [[0, 2]])).toEqual([[5, 3]]);
  expect(
    await indexed({ handleInvalid: "skip" }, [
      [0, 2],
      [0, 1],
    ]),
  ).toEqual([[0, 2]]);
});

test("by default they are errors", async () => {
  await expect(indexed({}, [[0, 2]])).rejects.toThrow(
    'Cannot number the category of column "features", feature 1, as it must be one that was learned: got 2',
  );
});
