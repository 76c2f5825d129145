import { expect, test } from "vitest";
import { shortBytes, shortNumber } from "../../../core/display/short-number.ts";

test("three digits and a unit", () => {
  expect([0, 0.5, 950, 12_345, 4_560_000, 7.89e9, 1e12, 3e15].map(shortNumber)).toEqual([
    "0",
    "0.5",
    "950",
    "12.3k",
    "4.56M",
    "7.89G",
    "1T",
    "3.00e+15",
  ]);
});

test("rounding may reach the next unit", () => {
  expect([999, 999.4, 999.6, 999_600].map(shortNumber)).toEqual(["999", "999", "1k", "1M"]);
});

test("bytes have decimal units", () => {
  expect([0, 950, 12_345, 4_560_000].map(shortBytes)).toEqual(["0 B", "950 B", "12.3 kB", "4.56 MB"]);
});
