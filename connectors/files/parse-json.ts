import { exactNumber } from "./exact-number.ts";

/** The value of JSON text, integers past 2^53 as bigint, however they are written. Throws where it is malformed. */
export function parseJson(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
}

// Fewer digits are exact. A point among them is only that of an integer where there is an exponent, or the digits before it are as many.
const longNumber = /\d{16}|[\d.]{17,}[eE]/;

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context?.source === undefined ? value : exactNumber(context.source);
}
