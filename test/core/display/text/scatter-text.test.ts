import { expect, test } from "vitest";
import { scatterText } from "../../../../core/display/text/scatter-text.ts";

test("points are dots that no line joins", () => {
  const text = scatterText([{ name: "a", x: [0, 2, 4], y: [0, 4, 0] }], { width: 20, height: 4 });
  expect(text.match(/[\u2801-\u28ff]/g)?.length).toBe(3);
});

test("the labels at both ends of the axis are whole", () => {
  const text = scatterText([{ name: "a", x: [0, 1000], y: [0, 1] }], { width: 40, height: 4 });
  expect(text.split("\n").at(-1)).toMatch(/^ +0 .* 1,?000$/);
});
