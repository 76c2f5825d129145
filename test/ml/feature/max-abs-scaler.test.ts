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

test("features below 5.6e-309, and near 1.8e308, are divided as any other, sparse ones too", async () => {
  const rows = from(
    [
      [1e-310, 5e-324, -1.7e308],
      [4e-310, 0, 8.5e307],
    ].map((features) => ({ features })),
  );
  const model = await maxAbsScaler().fit(rows);
  expect(columnOf(await model.transform(rows).collect(), "features")).toEqual([
    [0.25, 1, -1],
    [1, 0, 0.5],
  ]);
  const others = from([{ features: { size: 3, indices: [0, 2], values: [2e-310, 1.7e308] } }]);
  expect(columnOf(await model.transform(others as never).collect(), "features")).toEqual([sparse(3, { 0: 0.5, 2: 1 })]);
});
