import { NoJson } from "./dense.ts";

/**
 * The JSON text of any value: Maps as objects, Sets and typed arrays as arrays, Dates as ISO text, bigints as numbers
 * where those hold them. What JSON would lose without a word (functions, symbols, larger bigints, numbers that are not
 * finite, Dates that are none) is refused.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, plain);
}

const raw = (JSON as { readonly rawJSON?: (text: string) => unknown }).rawJSON;

function plain(this: unknown, name: string, value: unknown): unknown {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new NoJson(value);
      return Object.is(value, -0) && raw !== undefined ? raw("-0") : value;
    case "bigint":
      if (BigInt.asIntN(54, value) !== value) throw new NoJson(value);
      return Number(value);
    case "function":
    case "symbol":
      throw new NoJson(value);
    case "object":
      // What is left of a Date that is none is null.
      if (value === null) mustBeTime((this as Readonly<Record<string, unknown>>)[name]);
      if (value instanceof Map) return Object.fromEntries(value);
      if (value instanceof Set) return [...value];
      if (ArrayBuffer.isView(value) && "length" in value) return Array.from(value as Uint8Array);
      return value;
    default:
      return value;
  }
}

function mustBeTime(given: unknown): void {
  if (given instanceof Date) throw new NoJson(given);
}
