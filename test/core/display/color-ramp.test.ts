import { expect, test } from "vitest";
import { inkOn, rampColor } from "../../../core/display/color-ramp.ts";

test("shares outside 0 … 1 have the colors of the ends", () => {
  expect([-1, 0, 1, 2].map((share) => rampColor("sequential", share))).toEqual([
    "rgb(68,1,84)",
    "rgb(68,1,84)",
    "rgb(253,231,37)",
    "rgb(253,231,37)",
  ]);
});

test("text on a color is light on dark and dark on light", () => {
  expect([0, 1].map((share) => inkOn("sequential", share))).toEqual(["#ffffff", "#1f2328"]);
  expect([0, 0.5, 1].map((share) => inkOn("diverging", share))).toEqual(["#ffffff", "#1f2328", "#ffffff"]);
});
