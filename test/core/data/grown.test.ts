import { expect, test } from "vitest";
import { grownLength, longerArray } from "../../../core/data/grown.ts";

test("arrays double while they are small, grow fourfold while they are large, and double again before that would be gigabytes", () => {
  expect([64, 2 ** 15, 2 ** 16, 2 ** 23, 2 ** 24].map((length) => grownLength(length) / length)).toEqual([
    2, 2, 4, 4, 2,
  ]);
});

test("a longer array is of the same kind, and has the same values and zeros behind them", () => {
  expect(longerArray(Int32Array.of(3, -1), 4)).toEqual(Int32Array.of(3, -1, 0, 0));
  expect(longerArray(Float64Array.of(0.5), 2)).toEqual(Float64Array.of(0.5, 0));
  expect(longerArray(Uint8Array.of(255), 1)).toEqual(Uint8Array.of(255));
});
