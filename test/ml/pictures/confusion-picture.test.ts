import { expect, test } from "vitest";
import { confusionMatrix, confusionPicture } from "../../../ml/mod.ts";

const matrix = confusionMatrix(
  { labels: ["cat", "dog", "dog", "dog", "dog"], predictions: ["cat", "cat", "dog", "dog", "dog"] },
  { classes: ["cat", "dog", "owl"] },
);
const cells = (svg: string): string[] => [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, told]) => told!);

test("cells tell the class, what it was taken for, and how many rows", () => {
  expect(cells(confusionPicture(matrix).svg)).toContain("dog · cat · 1");
  expect(cells(confusionPicture(matrix).svg)).toContain("dog · dog · 3");
});

test("shares are those of the class or of the prediction; shares of nothing are empty", () => {
  const byClass = cells(confusionPicture(matrix, { shares: "classes" }).svg);
  expect(byClass).toContain("dog · cat · 25%");
  expect(byClass).toContain("owl · cat · no value");
  const byPrediction = cells(confusionPicture(matrix, { shares: "predictions" }).svg);
  expect(byPrediction).toContain("dog · cat · 50%");
  expect(byPrediction).toContain("dog · owl · no value");
});

test("in a terminal it is a table", () => {
  expect(String(confusionPicture(matrix))).toMatch(/^dog +1 +3 +0$/m);
});
