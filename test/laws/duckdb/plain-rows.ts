/** Rows of either side as texts that are equal where the values are: numbers by kind, dates as ms, bytes as numbers. */
export function textsOf(rows: readonly object[], order: "kept" | "any"): string[] {
  const texts = rows.map((row) => JSON.stringify(plainOf(row)));
  return order === "kept" ? texts : texts.sort();
}

function plainOf(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return numberOf(value.getTime());
  if (value instanceof Uint8Array) return ["bytes", ...value];
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberOf(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, plainOf(each)]));
}

/** To 11 digits, as both add in their own order; a whole number is the same, whether it is a bigint or not. */
function numberOf(value: number): string {
  if (Number.isSafeInteger(value)) return String(value + 0);
  return String(Number(value.toPrecision(11)));
}
