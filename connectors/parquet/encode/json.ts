import { Unwritable } from "./dense.ts";

/**
 * The JSON text of any value: Maps as objects, Sets and typed arrays as arrays, Dates as ISO text, bigints as numbers
 * where those hold them. What JSON would lose without a word (functions, symbols, larger bigints) is refused.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, plain);
}

function plain(_name: string, value: unknown): unknown {
  switch (typeof value) {
    case "bigint":
      if (BigInt.asIntN(54, value) !== value) throw new Unwritable(value);
      return Number(value);
    case "function":
    case "symbol":
      throw new Unwritable(value);
    case "object":
      if (value instanceof Map) return Object.fromEntries(value);
      if (value instanceof Set) return [...value];
      if (ArrayBuffer.isView(value) && "length" in value) return Array.from(value as Uint8Array);
      return value;
    default:
      return value;
  }
}
