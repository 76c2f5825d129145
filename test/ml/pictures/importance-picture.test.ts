import { expect, test } from "vitest";
import { importancePicture } from "../../../ml/mod.ts";
import { textsOf } from "./texts.ts";

test("features are sorted by their importance, and what is left out is told", () => {
  const texts = textsOf(importancePicture([0.1, 0.7, 0.2], { names: ["a", "b", "c"], most: 2 }).svg);
  expect(texts).toContain("the first 2 of 3");
  expect(texts.filter((text) => /^[abc]$/.test(text))).toEqual(["b", "c"]);
});

test("importances by permutation have their columns, entries and deviations", () => {
  const found = [
    { column: "carrier", entry: undefined, mean: 0.123456, deviation: 0.0123 },
    { column: "features", entry: 1, mean: -0.001, deviation: 0.002 },
    { column: "features", entry: 0, mean: 0.5, deviation: 0 },
  ];
  expect(
    String(importancePicture(found, { names: ["miles"] }))
      .split("\n")
      .slice(1),
  ).toEqual([
    expect.stringMatching(/^miles ± 0 +█+ 0\.5$/),
    expect.stringMatching(/^carrier ± 0\.012 +█+.* 0\.123$/),
    expect.stringMatching(/^features\[1\] ± 0\.002 +.*-0\.001$/),
  ]);
});
