import { expect, test } from "vitest";
import { rocCurve, rocPicture } from "../../../ml/mod.ts";
import { pointsOf, textsOf } from "./texts.ts";

const labels = [1, 1, 0, 1, 0, 0];
const good = rocCurve({ labels, scores: [6, 5, 4, 3, 2, 1] });
const bad = rocCurve({ labels, scores: [1, 2, 3, 4, 5, 6] });

test("a curve goes up by each positive row and to the right by each negative one", () => {
  const steps = pointsOf(rocPicture(good).svg).map(([x, y], at, all) =>
    at === 0 ? "" : x > all[at - 1]![0] ? "right" : y < all[at - 1]![1] ? "up" : "",
  );
  // Two steps up in one column of pixels are drawn as one.
  expect(steps.slice(1)).toEqual(["up", "right", "up", "right", "right"]);
});

test("each curve has its name and its area in the legend, one alone below the title", () => {
  expect(textsOf(rocPicture({ good, bad }).svg).slice(1, 3)).toEqual(["good (area 0.889)", "bad (area 0.111)"]);
  expect(textsOf(rocPicture(good).svg).slice(0, 2)).toEqual(["Receiver operating characteristic", "area 0.889"]);
});

test("chance is a dashed line from corner to corner, without a name in the legend", () => {
  const { svg } = rocPicture({ good, bad });
  const [, d] = /<path class="mr-reference" d="([^"]*)"><title>chance</.exec(svg)!;
  const [first, last] = [pointsOf(svg)[0]!, pointsOf(svg).at(-1)!];
  expect(d).toBe(`M${first.join(",")}L${last.join(",")}`);
  expect(textsOf(svg)).not.toContain("chance");
});

test("in a terminal each curve stands by itself", () => {
  const text = String(rocPicture({ good, bad }, { title: "Two" }));
  expect(text).toMatch(/^Two\n/);
  expect(text).toMatch(/^good \(area 0.889\)$/m);
  expect(text).toMatch(/^bad \(area 0.111\)$/m);
});

test("what is no curve is refused with what to give", () => {
  expect(() => rocPicture({ good: {} as never })).toThrow(
    'Cannot draw ROC curves as it must be one with truePositiveRates, or several of them by name: got no truePositiveRates in "good"',
  );
  expect(() => rocPicture({} as never)).toThrow("got none");
  expect(() => rocPicture(good, { titel: "x" } as never)).toThrow('"titel"');
});
