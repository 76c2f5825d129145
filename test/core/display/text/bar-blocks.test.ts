import { expect, test } from "vitest";
import { barBlocks } from "../../../../core/display/text/bar-blocks.ts";

test("a bar to the right ends at an eighth of a character", () => {
  const room = { low: 0, high: 16, width: 2 };
  expect([0, 1, 8, 13, 16].map((value) => barBlocks(value, room)[1])).toEqual(["", "▏", "█", "█▋", "██"]);
});

test("a bar to the left ends at a half of a character, right before zero", () => {
  const room = { low: -4, high: 4, width: 4 };
  expect(barBlocks(-4, room)).toEqual(["", "██"]);
  expect(barBlocks(-3, room)).toEqual(["", "▐█"]);
  expect(barBlocks(-2, room)).toEqual([" ", "█"]);
  expect(barBlocks(2, room)).toEqual(["  ", "█"]);
});

test("equal lengths are equal values on both sides of zero", () => {
  const room = { low: -4, high: 4, width: 15 };
  expect([barBlocks(-4, room)[1].length, barBlocks(4, room)[1].length]).toEqual([7, 7]);
});

test("each side that has values has at least a character, however small they are", () => {
  const room = { low: -1e9, high: 1e-9, width: 10 };
  expect(barBlocks(-1e9, room)).toEqual(["", "█████████"]);
  expect(barBlocks(1e-9, room)).toEqual(["         ", "▏"]);
  expect(barBlocks(-1e-9, room)).toEqual(["        ", "▐"]);
});

test("a missing value has no bar", () => {
  expect(barBlocks(Number.NaN, { low: 0, high: 1, width: 5 })).toEqual(["", ""]);
});
