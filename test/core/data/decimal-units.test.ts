import { expect, test } from "vitest";
import { decimalText, decimalUnits } from "../../../core/mod.ts";

test("a decimal has so many units, whatever it is written as", () => {
  const cases: readonly [string | number | bigint, number, bigint][] = [
    ["12.34", 2, 1234n],
    ["12.3", 2, 1230n],
    ["-0.04", 2, -4n],
    ["-0.00", 2, 0n],
    [".5", 1, 5n],
    ["7.", 0, 7n],
    ["1.5000", 1, 15n],
    ["0012", 0, 12n],
    [0.1, 1, 1n],
    [-3, 2, -300n],
    [5n, 3, 5000n],
    [`${"9".repeat(74)}.99`, 2, BigInt("9".repeat(76))],
  ];
  for (const [value, scale, units] of cases) expect(decimalUnits(value, scale), `${value}`).toBe(units);
});

test("units have the text of a decimal", () => {
  const cases: readonly [bigint, number, string][] = [
    [1234n, 2, "12.34"],
    [-4n, 2, "-0.04"],
    [0n, 2, "0.00"],
    [7n, 0, "7"],
    [-1n, 5, "-0.00001"],
  ];
  for (const [units, scale, text] of cases) {
    expect(decimalText(units, scale)).toBe(text);
    expect(decimalUnits(text, scale)).toBe(units);
  }
});

test("what is absent stays so", () => {
  expect([decimalUnits(null, 2), decimalUnits(undefined, 2), decimalText(null, 2), decimalText(undefined, 2)]).toEqual([
    null,
    undefined,
    null,
    undefined,
  ]);
});

test("nothing is rounded, and what is no decimal is refused", () => {
  expect(() => decimalUnits("1.234", 2)).toThrow(
    'Cannot take the units of a decimal as it must have at most 2 digits behind the point: got "1.234"; ' +
      'give text like "12.34", as columns of type decimal(18, 2) have it',
  );
  for (const value of ["", "-", ".", "x", "1e5", " 1", 1e21, Number.NaN, true as never, {} as never]) {
    expect(() => decimalUnits(value, 2), `${value}`).toThrow(
      /^Cannot take the units of a decimal as it must be a number in digits: got .+; give text like "12.34"/,
    );
  }
  expect(() => decimalText(5 as never, 2)).toThrow(
    "Cannot write the text of a decimal as its units must be a bigint: got 5; take them by decimalUnits(…)",
  );
  for (const scale of [-1, 1.5, 77, undefined as never]) {
    expect(() => decimalUnits("1", scale)).toThrow(/^Cannot take the units of a decimal as its scale must be/);
    expect(() => decimalText(1n, scale)).toThrow(/^Cannot write the text of a decimal as its scale must be/);
  }
});
