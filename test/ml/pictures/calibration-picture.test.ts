import { expect, test } from "vitest";
import { calibrationCurve, calibrationPicture } from "../../../ml/mod.ts";
import { textsOf } from "./texts.ts";

const curve = calibrationCurve({ labels: [0, 1, 1, 1], scores: [0.25, 0.25, 0.75, 0.75] }, { bins: 2 });

test("each range of probabilities is a dot that tells both shares", () => {
  const { svg } = calibrationPicture(curve);
  expect([...svg.matchAll(/<circle[^>]*><title>mean distance 0.250 · ([^<]*)</g)].map(([, told]) => told)).toEqual([
    "0.25 · 0.5",
    "0.75 · 1",
  ]);
  expect(svg).toContain('class="mr-reference"');
});

test("curves that are compared have their distances in the legend", () => {
  const texts = textsOf(calibrationPicture({ before: curve, after: curve }, { title: "Both" }).svg);
  expect(texts.slice(0, 3)).toEqual(["Both", "before (mean distance 0.250)", "after (mean distance 0.250)"]);
});
