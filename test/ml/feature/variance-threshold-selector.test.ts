import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { varianceThresholdSelector } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from(
  [
    [1, 5, 0.1, 0],
    [2, 5, 0.1, 8],
    [3, 5, 0.1, 0],
  ].map((features) => ({ features })),
);

test("constant features are left out, whatever rounding makes of them", async () => {
  const model = await varianceThresholdSelector().fit(rows);
  expect(model.learned).toEqual({ indices: Int32Array.of(0, 3), features: 4 });
  expect(columnOf(await savedGives(model, rows), "features")).toEqual([
    [1, 0],
    [2, 8],
    [3, 0],
  ]);
});

test("the variance is over the count, and must be above the threshold", async () => {
  expect((await varianceThresholdSelector({ threshold: 0.66 }).fit(rows)).learned.indices).toEqual(Int32Array.of(0, 3));
  expect((await varianceThresholdSelector({ threshold: 0.67 }).fit(rows)).learned.indices).toEqual(Int32Array.of(3));
  await expect(varianceThresholdSelector({ threshold: 99 }).fit(rows)).rejects.toThrow(
    'Cannot fit varianceThresholdSelector as a feature of column "features" must have a variance above 99: got none; lower the threshold',
  );
});
