import { expect, test } from "vitest";
import { coveredShare, type PlacedLabel, placeLabels } from "../../../../core/display/svg/network-labels.ts";
import type { Box, Placed } from "../../../../core/display/svg/network-room.ts";

const picture: Box = { left: 0, top: 0, right: 700, bottom: 500 };

/** Circles anywhere, the largest first: names of the first want room first. */
function crowd(count: number, seed: number): { circles: Placed[]; names: string[]; order: number[] } {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const circles = Array.from({ length: count }, () => ({
    x: 700 * random(),
    y: 500 * random(),
    radius: 1 + 12 * random() ** 3,
  }));
  const order = [...circles.keys()].sort((a, b) => circles[b]!.radius - circles[a]!.radius);
  return { circles, names: circles.map((_, at) => `name ${"x".repeat(at % 9)}${at}`), order };
}

/** Half a pixel after the other: how much of a name lies over a circle. */
function coveredBySight(box: Box, circles: readonly Placed[]): number {
  const near = circles.filter(
    ({ x, y }) => x > box.left - 14 && x < box.right + 14 && y > box.top - 14 && y < box.bottom + 14,
  );
  let [all, covered] = [0, 0];
  for (let x = box.left + 0.25; x < box.right; x += 0.5) {
    for (let y = box.top + 0.25; y < box.bottom; y += 0.5) {
      all++;
      if (near.some((circle) => Math.hypot(circle.x - x, circle.y - y) < circle.radius)) covered++;
    }
  }
  return covered / all;
}

const isOver = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

test.each([
  [20, 1, 20],
  [120, 2, 60],
  [400, 3, 40],
  [3000, 4, 0],
])(
  "of %i circles (seed %i) names are over no other name, all within, and no more than a third of one over circles",
  (count, seed, least) => {
    const { circles, names, order } = crowd(count, seed);
    const placed = placeLabels(names, circles, order, picture);
    expect(placed.length).toBeGreaterThanOrEqual(least);
    expect(placed.length).toBeLessThanOrEqual(Math.ceil((700 * 500) / (count <= 120 ? 4000 : 7500)));
    for (const [at, { box }] of placed.entries()) {
      expect(box.left >= 0 && box.right <= 700 && box.top >= 0 && box.bottom <= 500).toBe(true);
      expect(placed.slice(at + 1).filter((other) => isOver(box, other.box))).toEqual([]);
      // A quarter, by squares that have the area of the circles.
      expect(coveredBySight(box, circles)).toBeLessThan(0.33);
    }
  },
);

test("a name stands where it covers least: right, left, above, below, else at a corner", () => {
  const at = (x: number, y: number, radius = 6): Placed => ({ x, y, radius });
  const first = (...circles: Placed[]): PlacedLabel | undefined =>
    placeLabels(
      circles.map(() => "Ann"),
      circles,
      [0],
      picture,
    )[0];
  expect(first(at(300, 200))).toMatchObject({ anchor: "start", x: 309, y: 200 });
  expect(first(at(300, 200), at(318, 200))).toMatchObject({ anchor: "end", x: 291, y: 200 });
  expect(first(at(300, 200), at(318, 200), at(282, 200))).toMatchObject({ anchor: "middle", x: 300 });
  expect(first(at(697, 200))).toMatchObject({ anchor: "end" });
  expect(first(at(300, 200), at(300, 200, 60))).toBe(undefined);
});

test("what lies over circles is about what is seen", () => {
  const box = { left: 100, top: 100, right: 160, bottom: 112 };
  for (const circle of [
    { x: 130, y: 106, radius: 5 },
    { x: 100, y: 100, radius: 8 },
    { x: 165, y: 106, radius: 9 },
    { x: 300, y: 300, radius: 9 },
  ]) {
    expect(Math.abs(coveredShare(box, [circle]) - coveredBySight(box, [circle]))).toBeLessThan(0.04);
  }
});
