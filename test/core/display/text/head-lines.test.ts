import { expect, test } from "vitest";
import { paintFor } from "../../../../core/display/paint.ts";
import { headLines } from "../../../../core/display/text/head-lines.ts";

const plain = paintFor("plain");

test("a single series needs no legend", () => {
  expect(headLines({ title: "Delay", names: ["ORD"] }, 20, plain)).toEqual(["Delay"]);
  expect(headLines({ title: undefined, names: [] }, 20, plain)).toEqual([]);
});

test("names take as many lines as they need, and a long one is cut", () => {
  expect(
    headLines({ title: undefined, names: ["Chicago", "San Francisco", "東京国際空港 and more of it"] }, 20, plain),
  ).toEqual(["■ Chicago", "■ San Francisco", "■ 東京国際空港 and …"]);
});

test("names beyond twenty-four are counted", () => {
  const names = Array.from({ length: 100 }, (_, at) => `s${at}`);
  expect(headLines({ title: undefined, names }, 1000, plain).at(-1)).toBe("… 76 more");
});
