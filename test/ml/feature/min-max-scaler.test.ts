import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { minMaxScaler } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from(
  [
    [0, 3, 7],
    [2, 0, 7],
    [Number.NaN, 5, 7],
    [200, 400, 7],
  ].map((features) => ({ features })),
);

test("features lie between min and max, NaN stays", async () => {
  const model = await minMaxScaler({ min: -1, max: 1 }).fit(rows);
  expect([...model.learned.least, ...model.learned.most]).toEqual([0, 0, 7, 200, 400, 7]);
  const out = columnOf(
    await savedGives(model, from([{ features: [150, 100, 7] }, { features: [Number.NaN, 0, 8] }])),
    "features",
  );
  expect(out).toEqual([
    [0.5, -0.5, -1],
    [Number.NaN, -1, -1],
  ]);
});

test("by Flink's convention a constant feature becomes the middle", async () => {
  const model = await minMaxScaler({ convention: "flink" }).fit(rows);
  expect(columnOf(await savedGives(model, from([{ features: [0, 400, 7] }])), "features")).toEqual([[0, 1, 0.5]]);
});

test("max must be greater than min", () => {
  expect(() => minMaxScaler({ min: 1 })).toThrow(
    "Cannot set max in minMaxScaler as it must be greater than min, 1: got 1",
  );
});

test("ranges below 5.6e-309, and beyond 1.8e308, are scaled as any other", async () => {
  const odd = from(
    [
      [1e-310, 0, -1.7e308],
      [3e-310, 5e-324, 1.7e308],
      [2e-310, 0, 0],
      [7e-310, 5e-324, 8.5e307],
    ].map((features) => ({ features })),
  );
  const by = async (options: object) =>
    (await (await minMaxScaler(options).fit(odd)).transform(odd).collect()).map(({ features }) =>
      Array.from(features, (value) => Math.round(value * 1e9) / 1e9),
    );
  expect(await by({})).toEqual([
    [0, 0, 0],
    [0.333333333, 1, 1],
    [0.166666667, 0, 0.5],
    [1, 1, 0.75],
  ]);
  expect((await by({ min: -1, max: 3 }))[3]).toEqual([3, 3, 2]);
});
