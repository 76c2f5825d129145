import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { quantileOf } from "../../../ml/feature/kept-columns.ts";
import { robustScaler } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from(
  [
    [0, Number.NaN],
    [1, 5],
    [2, 5],
    [3, 5],
    [400, 5],
  ].map((features) => ({ features })),
);

test("the median becomes 0 and the range between quartiles 1; a feature without a range stays", async () => {
  const model = await robustScaler().fit(rows);
  expect([...model.learned.medians, ...model.learned.ranges]).toEqual([2, 5, 2, 0]);
  expect(columnOf(await savedGives(model, rows), "features")).toEqual([
    [-1, Number.NaN],
    [-0.5, 0],
    [0, 0],
    [0.5, 0],
    [199, 0],
  ]);
});

test("without centring or scaling only the other is done", async () => {
  const one = await robustScaler({ withScaling: false }).fit(rows);
  const two = await robustScaler({ withCentering: false, convention: "flink" }).fit(rows);
  const given = from([{ features: [4, 6] }]);
  expect(columnOf(await savedGives(one, given), "features")).toEqual([[2, 1]]);
  expect(columnOf(await savedGives(two, given), "features")).toEqual([[2, 0]]);
});

test("quantiles are those of NumPy, or with Flink values themselves", () => {
  const four = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantileOf(four, q, "linear"))).toEqual([
    1,
    1.75,
    3,
    expect.closeTo(6.8, 12),
    8,
  ]);
  expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantileOf(four, q, "element"))).toEqual([1, 1, 2, 8, 8]);
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = Float64Array.from(values).sort();
      expect(sorted).toContain(quantileOf(sorted, q, "element"));
      const linear = quantileOf(sorted, q, "linear");
      expect(sorted.filter((x) => x <= linear + 1e-9).length / sorted.length).toBeGreaterThanOrEqual(
        q - 1 / sorted.length,
      );
    }),
  );
});

test("quantiles must be in order", () => {
  expect(() => robustScaler({ lower: 0.8 })).toThrow(
    "Cannot set upper in robustScaler as it must be greater than lower, 0.8: got 0.75",
  );
});
