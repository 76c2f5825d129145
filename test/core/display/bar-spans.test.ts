import { expect, test } from "vitest";
import { barSpans } from "../../../core/display/bar-spans.ts";

const data = {
  labels: ["a", "b"],
  series: [
    { name: "x", values: [1, -2] },
    { name: "y", values: [3, null] },
    { name: "z", values: [-4, 5] },
  ],
};
const ends = (layout: "grouped" | "stacked"): number[][] => barSpans(data, layout).map(({ from, to }) => [from, to]);

test("grouped bars all begin at zero, and a missing value has none", () => {
  expect(ends("grouped")).toEqual([
    [0, 1],
    [0, 3],
    [0, -4],
    [0, -2],
    [0, 5],
  ]);
});

test("in stacks positive values go up from zero and negative ones down", () => {
  expect(ends("stacked")).toEqual([
    [0, 1],
    [1, 4],
    [0, -4],
    [0, -2],
    [0, 5],
  ]);
});

test("a series with fewer values than labels has fewer bars", () => {
  expect(barSpans({ labels: ["a", "b"], series: [{ name: "x", values: [1] }] }, "grouped").length).toBe(1);
});
