/** Values that have an order; strings are ordered by UTF-16 code units. */
export type Ordered = number | string | bigint | boolean | Date;

/**
 * Whether `a` sorts after `b`. NaN sorts after every other number, as in DuckDB and PostgreSQL, and so does an
 * invalid Date. −0 equals 0. Where a column has both, texts come after numbers, bigints, booleans and Dates, which go by
 * their number, and NaN after texts: the order is total, and results do not depend on the order of arrival.
 */
export function isAfter(a: Ordered, b: Ordered): boolean {
  // Numbers are compared apart, so that strings seen elsewhere in the process do not make this comparison generic.
  if (typeof a === "number" && typeof b === "number") return a > b || (Number.isNaN(a) && !Number.isNaN(b));
  if (typeof a === "string") return typeof b === "string" ? a > b : !Number.isNaN(Number(b));
  if (typeof b === "string") return Number.isNaN(Number(a));
  return a > b || (!(a <= b) && Number.isNaN(Number(a)) && !Number.isNaN(Number(b)));
}
