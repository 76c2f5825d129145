import type { Missing } from "./aggregation.ts";

/** The value of an aggregate over numbers, as a row may hold it. */
export type NumberValue = number | Missing;

/** The value of an aggregate over numbers or bigints, as a row may hold it. */
export type NumericValue = number | bigint | Missing;

/**
 * The unchanged partial result for a missing value; anything else that is not a number is refused. Kept out of the
 * aggregates' `add`, whose only test on the hot path is `typeof value === "number"`.
 */
export function skipMissing<Partial>(name: string, partial: Partial, value: unknown): Partial {
  if (value === null || value === undefined) return partial;
  throw new TypeError(
    `Cannot add a value to ${name}() as it must be a number: got ${describe(value)}; ${remedy(name, value)}`,
  );
}

/** `Number(…)` alone would make zeros of null and of empty text, which no sum or mean should count. */
function remedy(name: string, value: unknown): string {
  if (typeof value === "string") {
    if (isManyDigits.test(value)) {
      return `take its units, of so many digits behind the point, as in ${name}((row) => decimalUnits(row.column, ${fractionOf(value)}))`;
    }
    return (
      "read the column as numbers (schema(…) at the source), or convert it in the lambda without making zeros of what is missing: " +
      `${name}((row) => ((row.column ?? "") === "" ? null : Number(row.column)))`
    );
  }
  if (typeof value === "bigint" || typeof value === "boolean" || value instanceof Date) {
    return `convert it in the lambda, as in ${name}((row) => (row.column == null ? null : Number(row.column)))`;
  }
  return `take a number out of it in the lambda, as in ${name}((row) => row.column.price)`;
}

/** As decimals of more than 15 digits are in rows. */
const isManyDigits = /^-?(?=(?:\.?\d){16})\d+(?:\.\d+)?$/;

function fractionOf(text: string): number {
  return text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
}

/** A value for a message: its type and its text, cut. */
export function describe(value: unknown): string {
  const text = typeof value === "object" ? Object.prototype.toString.call(value).slice(8, -1) : String(value);
  return `${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
