import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { maxAbsScaler } from "../../../ml/mod.ts";
import { columnOf, savedGives, sparse } from "./saved.ts";

test("features are divided by their greatest absolute value, sparse ones stay sparse", async () => {
  const rows = from([
    { features: { size: 3, indices: [0, 1], values: [2, -8] } },
    { features: { size: 3, indices: [1], values: [5] } },
  ]);
  const model = await maxAbsScaler().fit(rows);
  expect([...model.learned.most]).toEqual([2, 8, 0]);
  const others = from([{ features: { size: 3, indices: [0, 1, 2], values: [1, 4, 3] } }]);
  expect(columnOf(await savedGives(model, others), "features")).toEqual([sparse(3, { 0: 0.5, 1: 0.5, 2: 3 })]);
  const flink = await maxAbsScaler({ convention: "flink" }).fit(rows);
  expect(columnOf(await savedGives(flink, others), "features")).toEqual([sparse(3, { 0: 0.5, 1: 0.5 })]);
});

test("NaN teaches nothing and stays", async () => {
  const rows = from([{ features: [Number.NaN] }, { features: [-4] }]);
  const model = await maxAbsScaler().fit(rows);
  expect(columnOf(await savedGives(model, rows), "features")).toEqual([[Number.NaN], [-1]]);
});
