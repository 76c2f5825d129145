import { countText } from "./count-text.ts";
import { shown } from "./options.ts";

/** Digits behind the point that a decimal has at most. */
const mostDigits = 76;

/**
 * A decimal as a whole number of its smallest units: `"12.34"` has 1234 hundredths. Decimals of more than 15 digits are texts in
 * rows: as units they can be added, compared and sorted, all of it exact. `sum` of them is exact below 2^105 (4·10^31) and fails
 * beyond. Null and undefined stay what they are.
 *
 * @param value Text as `decimal` columns give it, a bigint, or a number whose shortest text is meant (0.1 is one tenth).
 * @param scale Digits behind the point, 0 … 76. A value with more is refused, as nothing is ever rounded.
 * @example
 * ```ts
 * import { decimal, decimalText, decimalUnits, from, schema, sum } from "millrace";
 *
 * const sales = schema({ amount: decimal(18, 2) });
 * const rows = [{ amount: "1234567890123456.78" }, { amount: "0.04" }];
 * const [total] = await from(rows, { schema: sales })
 *   .aggregate({ units: sum((sale) => decimalUnits(sale.amount as string, 2)) })
 *   .collect();
 * console.log(decimalText(total!.units, 2)); // 1234567890123456.82
 * ```
 */
export function decimalUnits(value: string | number | bigint, scale: number): bigint;
export function decimalUnits<Absent extends null | undefined>(
  value: string | number | bigint | Absent,
  scale: number,
): bigint | Absent;
export function decimalUnits(value: unknown, scale: number): bigint | null | undefined {
  mustBeScale(scale, "take the units of a decimal");
  if (value === null || value === undefined) return value;
  const [, sign = "", whole = "", fraction = ""] = partsOf(value) ?? [];
  if (whole + fraction === "") throw new TypeError(noDecimal(value, "it must be a number in digits", scale));
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > scale)
    throw new RangeError(noDecimal(value, `it must have at most ${countText(scale, "digit")} behind the point`, scale));
  return BigInt(sign + whole + kept.padEnd(scale, "0"));
}

/**
 * The text of so many smallest units: of 1234 hundredths `"12.34"`. The inverse of `decimalUnits`. Null and undefined stay what
 * they are.
 *
 * @param scale Digits behind the point, 0 … 76.
 */
export function decimalText(units: bigint, scale: number): string;
export function decimalText<Absent extends null | undefined>(units: bigint | Absent, scale: number): string | Absent;
export function decimalText(units: bigint | null | undefined, scale: number): string | null | undefined {
  mustBeScale(scale, "write the text of a decimal");
  if (units === null || units === undefined) return units;
  if (typeof units !== "bigint") {
    throw new TypeError(
      `Cannot write the text of a decimal as its units must be a bigint: got ${shown(units)}; take them by decimalUnits(…)`,
    );
  }
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

function partsOf(value: unknown): RegExpExecArray | null {
  if (!["string", "number", "bigint"].includes(typeof value)) return null;
  return /^(-?)(\d*)(?:\.(\d*))?$/.exec(String(value));
}

function noDecimal(value: unknown, reason: string, scale: number): string {
  return (
    `Cannot take the units of a decimal as ${reason}: got ${shown(value)}; ` +
    `give text like "12.34", as columns of type decimal(18, ${scale}) have it`
  );
}

function mustBeScale(scale: number, doing: string): void {
  if (Number.isInteger(scale) && scale >= 0 && scale <= mostDigits) return;
  throw new RangeError(
    `Cannot ${doing} as its scale must be a whole number from 0 to ${mostDigits}: got ${shown(scale)}; ` +
      "say how many digits are behind the point, as in decimalUnits(row.amount, 2)",
  );
}
