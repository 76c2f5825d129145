import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { vectorSlicer } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test("numbers come in the order of the indices, in dense and sparse vectors", async () => {
  const slicer = vectorSlicer({ indices: [4, 0, 2] });
  expect(columnOf(await savedGives(slicer, from([{ features: [7, 8, 9, 10, 11] }])), "features")).toEqual([[11, 7, 9]]);
  const rows = from([{ features: { size: 5, indices: [0, 1, 4], values: [1, 2, 3] } }]);
  expect(columnOf(await savedGives(slicer, rows), "features")).toEqual([sparse(3, { 0: 3, 1: 1 })]);
});

test("shorter vectors, and indices that are none, are refused", async () => {
  await expect(
    vectorSlicer({ indices: [2] })
      .transform(from([{ features: [1] }]))
      .collect(),
  ).rejects.toThrow(
    'Cannot transform column "features" by vectorSlicer as its vectors must have 3 numbers or more: got 1',
  );
  for (const indices of [[-1], [0.5], [1, 1]]) {
    expect(() => vectorSlicer({ indices })).toThrow("must be different whole numbers from 0 on");
  }
});
