import { expect, test } from "vitest";
import { matrixOf, projectionPicture } from "../../../ml/mod.ts";
import { textsOf } from "./texts.ts";

const rows = [
  [1, 2, 9],
  [3, 4, 9],
  [5, 6, 9],
];

test("points are the first two numbers of each row, a color for each class", () => {
  const { svg } = projectionPicture(rows, { classes: [10, 9, 10] });
  expect(
    [...svg.matchAll(/<circle[^>]*fill="(#\w+)"[^>]*><title>([^<]*)</g)].map(([, color, told]) => [color, told]),
  ).toEqual([
    ["#4a7ae0", "9 · 3 · 4"],
    ["#efb118", "10 · 1 · 2"],
    ["#efb118", "10 · 5 · 6"],
  ]);
  expect(projectionPicture(matrixOf(rows)).svg.match(/<circle/g)).toHaveLength(3);
});

test("axes tell how much of the variance they have", () => {
  const { svg } = projectionPicture(rows, { components: { explainedVarianceRatio: Float64Array.of(0.694, 0.2) } });
  expect(textsOf(svg)).toContain("first component, 69% of the variance");
  expect(textsOf(svg)).toContain("second component, 20% of the variance");
});

test("vectors of one number, and classes that are too few, are refused", () => {
  expect(() => projectionPicture([[1], [2]])).toThrow(
    "Cannot draw a projection as a row must have two numbers: got 1 of each of 2 rows",
  );
  expect(() => projectionPicture(rows, { classes: ["a"] })).toThrow("got 3 rows and 1 classes");
});
