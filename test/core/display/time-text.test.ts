import { expect, test } from "vitest";
import { isTime, timeTexts } from "../../../core/display/time-text.ts";

const at = (text: string): number => Date.parse(text);

test("times of a column are as precise as one of them needs", () => {
  expect(timeTexts([at("2001-01-01"), at("2001-01-02")])).toEqual(["2001-01-01", "2001-01-02"]);
  expect(timeTexts([at("2001-01-01"), at("2001-01-02T06:30:00Z")])).toEqual(["2001-01-01 00:00", "2001-01-02 06:30"]);
  expect(timeTexts([at("2001-01-01T00:00:15Z")])).toEqual(["2001-01-01 00:00:15"]);
  expect(timeTexts([at("2001-01-01T00:00:15.250Z"), 0])).toEqual([
    "2001-01-01 00:00:15.250",
    "1970-01-01 00:00:00.000",
  ]);
});

test("times before the epoch and years of more digits keep their shape", () => {
  expect(timeTexts([-1])).toEqual(["1969-12-31 23:59:59.999"]);
  expect(timeTexts([8.64e15])).toEqual(["+275760-09-13"]);
});

test("what no date can hold is shown as the number it is", () => {
  expect(timeTexts([Number.NaN, 9e15, 0])).toEqual(["NaN", "9000000000000000", "1970-01-01"]);
  expect([8.64e15, -8.64e15, 8.65e15, Number.NaN].map(isTime)).toEqual([true, true, false, false]);
});
