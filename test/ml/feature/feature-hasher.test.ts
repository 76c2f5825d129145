import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { featureHasher } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

const rows = from([
  { f0: "a", f1: 1, f2: true },
  { f0: "c", f1: 1, f2: false },
]);

test("columns stand where Flink ML has them: numbers at their name, categories at name and value", async () => {
  const hasher = featureHasher(["f0", "f1", "f2"], { numFeatures: 1000, output: "vec" });
  expect(columnOf(await savedGives(hasher, rows), "vec")).toEqual([
    sparse(1000, { 607: 1, 635: 1, 913: 1 }),
    sparse(1000, { 242: 1, 869: 1, 913: 1 }),
  ]);
});

test("numbers of a categorical column are categories, what meets is added, and nothing comes of null", async () => {
  const one = featureHasher(["n", "m"], { numFeatures: 1, categorical: ["m"] });
  const given = from([
    { n: 2.5, m: 7 },
    { n: null, m: null },
  ]);
  expect(columnOf(await savedGives(one, given), "features")).toEqual([sparse(1, { 0: 3.5 }), sparse(1, {})]);
});

test("categorical columns must be among the columns", () => {
  expect(() => featureHasher(["a"], { categorical: ["b" as never] })).toThrow(
    'it must name some of its columns: got "b"',
  );
});
