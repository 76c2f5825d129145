import { expect, test } from "vitest";
import { learningCurvePicture } from "../../../ml/mod.ts";
import { pointsOf, textsOf } from "./texts.ts";

const points = [10, 20, 40].map((rows, at) => ({
  rows,
  train: { mean: 0.9, deviation: 0.1 },
  test: { mean: 0.2 + 0.2 * at, deviation: 0.2 - 0.1 * at },
}));

test("both lines have a pale area of a deviation to either side", () => {
  const { svg } = learningCurvePicture(points, { score: "r²" });
  expect(textsOf(svg)).toEqual(expect.arrayContaining(["rows learned from", "other rows", "r²"]));
  const areas = [...svg.matchAll(/class="mr-band" fill="[^"]*" d="M([^"]*)Z"/g)].map(([, area]) =>
    area!.split("L").map((point) => Number(point.split(",")[1])),
  );
  const line = pointsOf(svg, 1).map(([, y]) => y);
  const [first, , last, lastLow, , firstLow] = areas[1]!;
  expect(firstLow! - line[0]!).toBeCloseTo(line[0]! - first!, 0);
  expect(last).toBe(lastLow);
  expect(areas[0]!.length).toBe(6);
});

test("in a terminal the lines stand by themselves", () => {
  expect(String(learningCurvePicture(points))).toMatch(/^other rows$/m);
});
