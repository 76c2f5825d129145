import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { elementwiseProduct } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test("each number is multiplied by its factor, in dense and sparse vectors; none where there is none", async () => {
  const rows = from([{ features: [2, 3, 5] }, { features: null }]);
  expect(columnOf(await savedGives(elementwiseProduct({ factors: [10, 0.5, 0] }), rows), "features")).toEqual([
    [20, 1.5, 0],
    null,
  ]);
  const others = from([{ features: { size: 3, indices: [0, 2], values: [2, 5] } }]);
  expect(columnOf(await savedGives(elementwiseProduct({ factors: [10, 0.5, 0] }), others), "features")).toEqual([
    sparse(3, { 0: 20 }),
  ]);
});

test("vectors of another size than the factors are refused", async () => {
  await expect(
    elementwiseProduct({ factors: [1] })
      .transform(from([{ features: [1, 2] }]))
      .collect(),
  ).rejects.toThrow("must have 1 numbers: got 2");
});
