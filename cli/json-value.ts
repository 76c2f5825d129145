/**
 * A value of a job as JSON can say it: maps are lists of names and values, sets and typed arrays are lists, bigints and
 * numbers that JSON has not are texts.
 */
export function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Map) return Array.from(value, ([name, item]) => [jsonValue(name), jsonValue(item)]);
  if (Array.isArray(value) || value instanceof Set || ArrayBuffer.isView(value)) {
    return Array.from(value as Iterable<unknown>, jsonValue);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonValue(item)]));
}
