/** The value of JSON text, integers past 2^53 as bigint. Throws where it is malformed. */
export function parseJson(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
}

// Fewer digits are exact.
const longNumber = /\d{16}/;

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}
