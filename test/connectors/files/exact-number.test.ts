import fc from "fast-check";
import { expect, test } from "vitest";
import { exactNumber, writtenInteger } from "../../../connectors/files/exact-number.ts";
import { parseJson } from "../../../connectors/files/parse-json.ts";
import { typeOfText } from "../../../connectors/files/text/text-type.ts";
import { numberText } from "../../../connectors/files/text/value-text.ts";

test("an integer that has all its digits is itself, with a point and an exponent too; all else is the nearest double", () => {
  const exact = 9007199254740993n;
  for (const text of ["9007199254740993", "9007199254740993.0", "9007199254740993e0", "9.007199254740993e15"]) {
    for (const sign of ["", "-"]) {
      expect(exactNumber(sign + text), text).toBe(sign === "" ? exact : -exact);
      expect(parseJson(`{"a":[${sign}${text}]}`), text).toEqual({ a: [sign === "" ? exact : -exact] });
    }
    expect(typeOfText(text).kind).toBe("bigint");
  }
  expect(exactNumber("90071992547409930e-1")).toBe(exact);
  expect(exactNumber("12345678901234567890.00")).toBe(12345678901234567890n);
  for (const text of ["1e23", "9007199254740992.0", "9007199254740993.5", "0.1", "5.0", "1e400", "-0", "1.5e3"]) {
    expect(exactNumber(text), text).toBe(Number(text));
    if (Number.isFinite(Number(text))) expect(parseJson(text), text).toBe(Number(text));
  }
  expect(typeOfText("1e23").kind).toBe("float64");
  expect(typeOfText("12345678901234567890.00").kind).toBe("string");
});

test("a text has all digits of an integer, or it is none", () => {
  expect(["12", "12.", "12.0", "1.2e1", "-120e-1", "0.0"].map(writtenInteger)).toEqual([12n, 12n, 12n, 12n, -12n, 0n]);
  for (const text of ["12e1", "1.5", "12e-1", "0.5e-3", "", "x", "1e", "NaN"])
    expect(writtenInteger(text), text).toBe(undefined);
});

test("every double is read from its shortest text as that double", () => {
  const doubles = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: 2 ** 52, max: 1e22 }));
  fc.assert(
    fc.property(doubles, fc.constantFrom(1, -1), (double, sign) => {
      // −0 is written as 0.
      const value = sign * double || 0;
      for (const text of [numberText(value), value.toExponential()]) expect(exactNumber(text)).toBe(value);
    }),
  );
});
