import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { imputer } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const ages = from([
  { age: 20 },
  { age: null },
  { age: Number.NaN },
  { age: 20 },
  { age: 41 },
  { age: 40 },
  { age: -1 },
]);

test.each([
  ["mean", 24, 30.25],
  ["median", 20, 30],
  ["mostFrequent", 20, 20],
] as const)(
  "by %s, with and without a number that stands for a missing one",
  async (strategy, plain, withoutMinus1) => {
    const model = await imputer("age", { strategy }).fit(ages);
    expect(columnOf(await savedGives(model, ages), "age")).toEqual([20, plain, plain, 20, 41, 40, -1]);
    const other = await imputer("age", { strategy, missingValue: -1, output: "known" }).fit(ages);
    const known = columnOf(await savedGives(other, ages), "known");
    expect(known).toEqual([20, withoutMinus1, withoutMinus1, 20, 41, 40, withoutMinus1]);
  },
);

test("with Flink the median of an even count is the lower one; of equally frequent values the least is taken", async () => {
  const even = from([4, 1, 3, 2, 4, 1].map((n) => ({ n })));
  expect((await imputer("n", { strategy: "median", convention: "flink" }).fit(even)).learned.surrogates[0]).toBe(2);
  expect((await imputer("n", { strategy: "median" }).fit(even)).learned.surrogates[0]).toBe(2.5);
  expect((await imputer("n", { strategy: "mostFrequent" }).fit(even)).learned.surrogates[0]).toBe(1);
});

test("each number of vectors has its own", async () => {
  const rows = from([{ v: [1, Number.NaN] }, { v: [3, 4] }, { v: null }]);
  const model = await imputer("v").fit(rows);
  expect(columnOf(await savedGives(model, rows), "v")).toEqual([
    [1, 4],
    [3, 4],
    [2, 4],
  ]);
});

test("the compiler knows that nothing is missing any more", async () => {
  const rows: { age: number | null }[] = [{ age: 1 }, { age: null }];
  const model = await imputer("age").fit(from(rows));
  const [first] = await model.transform(from(rows)).collect();
  const age: number = first!.age;
  expect(age).toBe(1);
});

test("a column of which all is missing is refused", async () => {
  await expect(imputer("n").fit(from([{ n: Number.NaN }]))).rejects.toThrow(
    'Cannot fit imputer as column "n" must have a value that is not missing: got none; leave it out',
  );
});
