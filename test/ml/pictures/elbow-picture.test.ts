import { expect, test } from "vitest";
import { elbowPicture } from "../../../ml/mod.ts";
import { textsOf } from "./texts.ts";

const points = [100, 40, 10, 8, 6].map((inertia, at) => ({ k: at + 1, inertia }));

test("the elbow is where the curve is farthest below the line between its ends", () => {
  expect(textsOf(elbowPicture(points.toReversed()).svg)).toContain("the curve bends most at k = 3");
  expect(elbowPicture(points).svg).toContain("<title>k = 3</title>");
});

test("clusters are whole", () => {
  const texts = textsOf(elbowPicture(points.slice(0, 3), { width: 720 }).svg);
  expect(texts.filter((text) => /^\d\.\d$/.test(text))).toEqual([]);
  expect(texts).toEqual(expect.arrayContaining(["1", "2", "3"]));
});

test("a straight line, one point and a curve that rises have no elbow", () => {
  for (const inertias of [[9, 6, 3], [5], [], [1, 2, 3]]) {
    const { svg } = elbowPicture(inertias.map((inertia, at) => ({ k: at + 1, inertia })));
    expect(svg).not.toContain('mr-reference"');
    expect(svg).not.toContain("bends");
  }
});
