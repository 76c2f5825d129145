import { expect, test } from "vitest";
import { drawApart } from "../../../../core/display/svg/network-room.ts";

test("circles that overlap are moved apart, those that do not stay, and none leaves the box", () => {
  const box = { left: 0, top: 0, right: 100, bottom: 100 };
  const far = { x: 90, y: 10, radius: 5 };
  const close = [
    { x: 50, y: 50, radius: 8 },
    { x: 50, y: 50, radius: 8 },
    { x: 55, y: 52, radius: 4 },
  ];
  const [first, ...moved] = drawApart([far, ...close], box);
  expect(first).toEqual(far);
  for (const [at, one] of moved.entries()) {
    for (const other of moved.slice(at + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(one.radius + other.radius);
    }
  }
  const crowd = Array.from({ length: 50 }, (_, at) => ({ x: 1 + at / 50, y: 1, radius: 10 }));
  for (const { x, y } of drawApart(crowd, box)) expect(Math.min(x, y, 100 - x, 100 - y)).toBeGreaterThanOrEqual(0);
});
