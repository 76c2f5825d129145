/** What a value is where it is shown as JSON, which has no bigints and no typed arrays. */
export function plainPart(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Float64Array ? Array.from(value) : value;
}
