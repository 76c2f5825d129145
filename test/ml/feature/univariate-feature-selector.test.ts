import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type UnivariateFeatureSelectorOptions, univariateFeatureSelector } from "../../../ml/mod.ts";
import { columnOf, savedGives } from "./saved.ts";

const rows = from(
  (
    [
      [0, [6, 7, 0, 7, 6, 0]],
      [1, [0, 9, 6, 0, 5, 9]],
      [1, [0, 9, 3, 0, 5, 5]],
      [1, [0, 9, 8, 5, 6, 4]],
      [2, [8, 9, 6, 5, 4, 4]],
      [2, [8, 9, 6, 4, 0, 0]],
    ] as [number, number[]][]
  ).map(([label, features]) => ({ label, features })),
);
const chosen = async (
  options: UnivariateFeatureSelectorOptions<"features", "label", "features">,
): Promise<number[]> => [
  ...(await univariateFeatureSelector({ featureType: "categorical", ...options }).fit(rows)).learned.indices,
];

test("features are those whose p-values are least, by number, share or rate of errors", async () => {
  expect(await chosen({ selectionThreshold: 2 })).toEqual([0, 1]);
  expect(await chosen({ selectionMode: "percentile", selectionThreshold: 0.17 })).toEqual([0]);
  expect(await chosen({ selectionMode: "fpr", selectionThreshold: 0.05 })).toEqual([0, 1]);
  // The third p-value, 0.147, is above its bound of 0.145; the fifth, 0.238, is below 0.242.
  expect(await chosen({ selectionMode: "fdr", selectionThreshold: 0.29 })).toEqual([0, 1, 2, 3, 4]);
  expect(await chosen({ selectionMode: "fwe", selectionThreshold: 0.2 })).toEqual([0]);
  expect(await chosen({})).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a model slices vectors, and needs no label", async () => {
  const model = await univariateFeatureSelector({ featureType: "categorical", selectionThreshold: 2 }).fit(rows);
  expect(columnOf(await savedGives(model, from([{ features: [1, 2, 3, 4, 5, 6] }])), "features")).toEqual([[1, 2]]);
});

test("continuous features are tested by class or with a number", async () => {
  const measured = from(
    [
      [1, 1, 5],
      [1, 2, 6],
      [2, 1, 50],
      [2, 2, 61],
    ].map(([label, a, b]) => ({ label, features: [a!, b!] })),
  );
  for (const labelType of ["categorical", "continuous"] as const) {
    const model = await univariateFeatureSelector({ labelType, selectionThreshold: 1 }).fit(measured);
    expect([...model.learned.indices]).toEqual([1]);
  }
});

test("thresholds and kinds that do not fit are refused", async () => {
  expect(() => univariateFeatureSelector({ selectionThreshold: 1.5 })).toThrow(
    "for numTopFeatures it must be a whole number from 1 on: got 1.5",
  );
  expect(() => univariateFeatureSelector({ selectionMode: "fpr", selectionThreshold: 2 })).toThrow(
    "it must be from 0 to 1: got 2",
  );
  expect(() => univariateFeatureSelector({ featureType: "categorical", labelType: "continuous" })).toThrow(
    "categories are tested against classes only",
  );
  await expect(chosen({ selectionMode: "fpr", selectionThreshold: 0 })).rejects.toThrow(
    "must be selected: got none of 6 by fpr 0",
  );
});
