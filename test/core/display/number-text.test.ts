import { expect, test } from "vitest";
import { grouped, numberText, numberTexts, shortText } from "../../../core/display/number-text.ts";

test("numbers of a column have the same decimals, as many as six significant digits need", () => {
  expect(numberTexts([12.345678, -3.2, 0.0123456])).toEqual(["12.3457", "-3.2000", "0.0123"]);
  expect(numberTexts([1 / 3, 0.5])).toEqual(["0.333333", "0.500000"]);
});

test("whole numbers have no decimals, and rounding errors are not shown", () => {
  expect(numberTexts([1, 20, 300])).toEqual(["1", "20", "300"]);
  expect(numberTexts([0.1 + 0.2, 1])).toEqual(["0.3", "1.0"]);
});

test("thousands are grouped once one number has five digits, so that years stay as they are", () => {
  expect(numberTexts([2001, 1999])).toEqual(["2001", "1999"]);
  expect(numberTexts([2001, -12_345])).toEqual(["2,001", "-12,345"]);
  expect(numberTexts([1_234_567.891, 7])).toEqual(["1,234,567.89", "7.00"]);
});

test("what the decimals of the others would distort stands with an exponent", () => {
  expect(numberTexts([1000.25, 0.0004])).toEqual(["1000.25", "4e-4"]);
  expect(numberTexts([1e300, 5e-324, 2 ** 60])).toEqual(["1e+300", "4.941e-324", "1.153e+18"]);
});

test("NaN, infinities and negative zero are shown as what they are", () => {
  expect(numberTexts([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1.5])).toEqual([
    "NaN",
    "Infinity",
    "-Infinity",
    "-0.0",
    "1.5",
  ]);
});

test("no number is no text", () => {
  expect(numberTexts([])).toEqual([]);
});

test("a number by itself is formatted by its own digits", () => {
  expect([0.1, 1234.5678, 99_999.999].map(numberText)).toEqual(["0.1", "1234.57", "100,000"]);
});

test("short text has three significant digits, or all of a whole number", () => {
  expect([5.03758, 1234, 0.000123456, -0].map(shortText)).toEqual(["5.04", "1234", "0.000123", "0"]);
});

test("only whole digits are grouped", () => {
  expect(["1", "1234", "-1234567.891011", "999"].map(grouped)).toEqual(["1", "1,234", "-1,234,567.891011", "999"]);
});
