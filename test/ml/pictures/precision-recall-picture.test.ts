import { expect, test } from "vitest";
import { precisionRecallCurve, precisionRecallPicture } from "../../../ml/mod.ts";
import { pointsOf, textsOf } from "./texts.ts";

const labels = [1, 0, 1, 0];
const curve = precisionRecallCurve({ labels, scores: [4, 3, 2, 1] });

test("a precision holds back to the recall before it, on an axis from zero", () => {
  const { svg } = precisionRecallPicture(curve);
  const points = pointsOf(svg);
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const top = Math.min(...points.map(([, y]) => y));
  const bottom = Number(/<line class="mr-axis" x1="[\d.]+" x2="[\d.]+" y1="([\d.]+)"/.exec(svg)![1]);
  const shares = points.map(([x, y]) => [
    Math.round((100 * (x - left)) / (right - left)) / 100,
    Math.round((100 * (bottom - y)) / (bottom - top)) / 100,
  ]);
  // Points of one pixel column are drawn as its first, lowest, highest and last one.
  expect(shares).toContainEqual([0.5, 1]);
  expect(shares).toContainEqual([0.5, 0.67]);
  expect(shares).toContainEqual([1, 0.67]);
  expect(shares.at(-1)).toEqual([1, 0.5]);
  expect(textsOf(svg)).toContain("0");
});

test("chance gives the share of positive rows", () => {
  const { svg } = precisionRecallPicture({ one: curve, other: curve });
  const [, from, to] = /<path class="mr-reference" d="M[\d.]+,([\d.]+)L[\d.]+,([\d.]+)"><title>chance</.exec(svg)!;
  const last = pointsOf(svg).at(-1)![1];
  expect([Number(from), Number(to)]).toEqual([last, last]);
});
