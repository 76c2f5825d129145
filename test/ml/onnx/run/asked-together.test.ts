import { expect, test } from "vitest";
import { askedTogether } from "../../../../ml/onnx/run/asked-together.ts";

test("calls of one turn are one, and each gets its own answer", async () => {
  const asked: (readonly number[])[] = [];
  const ask = askedTogether<number, number>(async (rows) => {
    asked.push(rows);
    return rows.map((row) => 2 * row);
  });
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
  expect(await ask(4)).toBe(8);
  expect(asked).toEqual([[1, 2, 3], [4]]);
});

test("what fails for all fails for each", async () => {
  const ask = askedTogether<number, number>(() => Promise.reject(new Error("no")));
  const settled = await Promise.allSettled([1, 2].map(ask));
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
