/** Values that have an order. Those of one column are of one kind; strings are ordered by UTF-16 code units. */
export type Ordered = number | string | bigint | boolean | Date;

/**
 * Whether `a` sorts after `b`. NaN sorts after every other number, as in DuckDB and PostgreSQL, and so does an
 * invalid Date: the order is total, and results do not depend on the order of arrival. −0 equals 0.
 */
export function isAfter(a: Ordered, b: Ordered): boolean {
  // Numbers are compared apart, so that strings seen elsewhere in the process do not make this comparison generic.
  if (typeof a === "number" && typeof b === "number") return a > b || (Number.isNaN(a) && !Number.isNaN(b));
  return a > b || (!(a <= b) && Number.isNaN(Number(a)) && !Number.isNaN(Number(b)));
}
