/** A value as it may stand in a message, cut. */
export function shownValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return isPlain(value) ? "an object" : ofClass(value);
  if (Object.is(value, -0)) return "-0";
  return typeof value === "function" ? "a function" : String(value);
}

/** Whether it is an object of columns alone: no Date, no Map, nothing of a class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `a Date`, `an Int32Array`. */
function ofClass(value: object): string {
  const name: unknown = value.constructor?.name;
  const known = typeof name === "string" && name !== "" ? name : "object of a class";
  return `${/^[AEIOU]/i.test(known) ? "an" : "a"} ${known}`;
}

/** Which row of a graph it is, for messages. */
export function rowName(row: Readonly<{ id: unknown } | { source: unknown; target: unknown }>): string {
  return "id" in row
    ? `the vertex ${shownValue(row.id)}`
    : `the edge from ${shownValue(row.source)} to ${shownValue(row.target)}`;
}

/** A number as the readers of lines take it for the same: digits alone are whole numbers up to 2^53 to them. */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return "-0";
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
