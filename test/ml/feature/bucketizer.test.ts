import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { bucketizer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const splits = [Number.NEGATIVE_INFINITY, -0.5, 0, 0.5];
const rows = from([-7, -0.5, -0.1, 0, 0.4, 0.5, 0.6, Number.NaN].map((n) => ({ n })));

test("a number is in the bucket that begins at or below it, the last one holds its end, too", async () => {
  expect(columnOf(await savedGives(bucketizer("n", { splits, handleInvalid: "keep" }), rows), "nBucket")).toEqual([
    0, 1, 1, 2, 2, 2, 3, 3,
  ]);
});

test("numbers outside and NaN are left out with skip", async () => {
  expect(await savedGives(bucketizer("n", { splits, handleInvalid: "skip" }), rows)).toHaveLength(6);
});

test("by default they are errors that say what to do", async () => {
  await expect(bucketizer("n", { splits }).transform(rows).collect()).rejects.toThrow(
    'Cannot put a number of column "n" into a bucket as it must be from -Infinity to 0.5: got 0.6; set handleInvalid to "skip" or "keep"',
  );
});

test("splits must be three or more, ascending", () => {
  expect(() => bucketizer("n", { splits: [0, 1] })).toThrow("a list of at least 3 numbers");
  expect(() => bucketizer("n", { splits: [0, 1, 1] })).toThrow("each must be greater than the one before: got 1, 1");
});
