import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { binarizer } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test("what is greater than the threshold becomes 1, all else 0: numbers, dense and sparse vectors", async () => {
  const rows = from([
    { n: 1, v: [1, 2], s: { size: 17, indices: [0, 3, 9], values: [1, 2, 7] } },
    { n: 2, v: [2, Number.NaN], s: { size: 17, indices: [], values: [] } },
  ]);
  expect(columnOf(await savedGives(binarizer({ input: "n", output: "o", threshold: 1 }), rows), "o")).toEqual([0, 1]);
  expect(columnOf(await savedGives(binarizer({ input: "v", threshold: 1.5 }), rows), "v")).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(columnOf(await savedGives(binarizer({ input: "s", threshold: 2.5 }), rows), "s")).toEqual([
    sparse(17, { 9: 1 }),
    sparse(17, {}),
  ]);
});

test("the compiler knows numbers from vectors", async () => {
  const [row] = await binarizer({ input: "n", output: "o" })
    .transform(from([{ n: 3 }]))
    .collect();
  const one: number = row!.o;
  expect(one).toBe(1);
});

test("a negative threshold of sparse vectors is refused, as all zeros would become 1", async () => {
  const rows = from([{ features: { size: 2, indices: [0], values: [1] } }]);
  await expect(binarizer({ threshold: -1 }).transform(rows).collect()).rejects.toThrow(
    "got threshold -1; use one of at least 0",
  );
});
