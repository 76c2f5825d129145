import { expect, test } from "vitest";
import { residualsPicture } from "../../../ml/mod.ts";
import { textsOf } from "./texts.ts";

test("a point for each row, label − prediction by prediction, around a dashed line at zero", () => {
  const { svg } = residualsPicture({ labels: [1, 2, 4], predictions: [1.5, 2, 3.5] }, { unit: "min" });
  expect([...svg.matchAll(/<title>residual · ([^<]*)</g)].map(([, told]) => told)).toEqual([
    "1.5 · -0.5",
    "2 · 0",
    "3.5 · 0.5",
  ]);
  const [, y] = /class="mr-reference" d="M[\d.]+,([\d.]+)L/.exec(svg)!;
  expect(svg).toMatch(new RegExp(`cy="${y}"[^>]*><title>residual · 2 · 0<`));
  expect(textsOf(svg)).toEqual(expect.arrayContaining(["residual, min", "prediction, min"]));
});

test("columns of different lengths and what is no number are refused", () => {
  expect(() => residualsPicture({ labels: [1], predictions: [] })).toThrow("got 1 labels and 0 predictions");
  expect(() => residualsPicture({ labels: [Number.NaN], predictions: [1] })).toThrow("row 0");
});
