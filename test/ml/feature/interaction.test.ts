import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { interaction } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test("all products of a number of each column, the last column's next to each other", async () => {
  const rows = from([
    { n: 2, a: [2, 8], b: [3, 4, 5] },
    { n: null, a: [1, 2], b: [1, 1, 1] },
  ]);
  expect(columnOf(await savedGives(interaction(["n", "a", "b"]), rows), "features")).toEqual([
    [12, 16, 20, 48, 64, 80],
    null,
  ]);
});

test("a sparse column makes the products sparse", async () => {
  const rows = from([{ a: [1, 2], s: { size: 17, indices: [0, 9], values: [1, 7] } }]);
  expect(columnOf(await savedGives(interaction(["a", "s"], { output: "x" }), rows), "x")).toEqual([
    sparse(34, { 0: 1, 9: 7, 17: 2, 26: 14 }),
  ]);
});
