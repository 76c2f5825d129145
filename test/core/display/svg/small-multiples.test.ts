import { expect, test } from "vitest";
import { smallMultiples } from "../../../../core/display/svg/small-multiples.ts";

const panels = [1, 10, 100, 1000].map((size) => ({
  title: `times ${size}`,
  series: [{ name: "a", x: [0, 1], y: [0, size] }],
}));

test("panels share their axes, so that they can be compared", () => {
  const svg = smallMultiples(panels);
  expect(svg.match(/>1,000<\/text>/g)!.length).toBe(4);
});

test("panels stand three beside each other, or as many as wanted", () => {
  const places = (svg: string): number => new Set([...svg.matchAll(/translate\(([\d.]+) /g)].map(([, x]) => x)).size;
  expect(places(smallMultiples(panels))).toBe(3);
  expect(places(smallMultiples(panels, { columns: 2 }))).toBe(2);
  expect(places(smallMultiples(panels.slice(0, 1)))).toBe(1);
});

test("no panels are an empty picture with its title", () => {
  expect(smallMultiples([], { title: "Nothing" })).toContain(">Nothing</text>");
});
