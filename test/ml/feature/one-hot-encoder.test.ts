import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type OneHotEncoderOptions, oneHotEncoder } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

const rows = from([{ c: 0 }, { c: 1 }, { c: 2 }, { c: 0 }]);
const encoded = async (options: OneHotEncoderOptions<"v">, given: readonly (number | null)[]): Promise<unknown[]> => {
  const model = await oneHotEncoder("c", { ...options, output: "v" }).fit(rows);
  return columnOf(await savedGives(model, from(given.map((c) => ({ c })))), "v");
};

test("a category is a 1 at its number; the last one is all zeros unless it is kept", async () => {
  expect(await encoded({}, [0, 1, 2])).toEqual([sparse(2, { 0: 1 }), sparse(2, { 1: 1 }), sparse(2, {})]);
  expect(await encoded({ dropLast: false }, [2])).toEqual([sparse(3, { 2: 1 })]);
});

test("numbers of no category, and null, are left out with skip, and have a category of their own with keep", async () => {
  expect(await encoded({ handleInvalid: "skip" }, [3, 1, null, 0.5])).toEqual([sparse(2, { 1: 1 })]);
  expect(await encoded({ handleInvalid: "keep" }, [3, 2])).toEqual([sparse(3, {}), sparse(3, { 2: 1 })]);
  expect(await encoded({ handleInvalid: "keep", dropLast: false }, [null])).toEqual([sparse(4, { 3: 1 })]);
});

test("by default they are errors, as is what is no number of a category in a fit", async () => {
  await expect(encoded({}, [3])).rejects.toThrow(
    'Cannot encode a category of column "c" as its number must be from 0 to 2: got 3; number categories by stringIndexer',
  );
  await expect(oneHotEncoder("c").fit(from([{ c: 0.5 }]))).rejects.toThrow("a whole number from 0 on: got 0.5");
});
