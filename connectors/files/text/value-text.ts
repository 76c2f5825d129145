/** A value that has no text; who knows the column says `at`. */
export class NoText extends RangeError {
  readonly reason: string;

  constructor(reason: string, what: string = "a value") {
    super(`Cannot write ${what} ${reason}`);
    this.reason = reason;
  }

  /** The same of `column "x" to "y.csv"`. */
  at(what: string): NoText {
    return new NoText(this.reason, what);
  }
}

/** ISO 8601 of ms since the epoch, in UTC, with microseconds where there are any. */
export function isoText(timeMs: number, what: "time" | "date"): string {
  if (!(Math.abs(timeMs) <= 8.64e15)) {
    throw new NoText(
      `as a time must be within 275,000 years of 1970: got ${timeMs} ms; filter such rows out before, or map it to null`,
    );
  }
  const whole = Math.floor(timeMs);
  const text = new Date(whole).toISOString();
  if (what === "date" && timeMs % 86_400_000 === 0) return text.slice(0, -14);
  const micros = Math.round((timeMs - whole) * 1000);
  return micros === 0 ? text : `${text.slice(0, -1)}${String(Math.min(micros, 999)).padStart(3, "0")}Z`;
}

/**
 * Text of a number that is read as the same double again: whole ones past 2^53 have an exponent, since readers take digits
 * alone for an integer that has exactly those.
 */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return "-0";
  return isLongWhole(value) ? value.toExponential() : String(value);
}

function isLongWhole(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21;
}

const raw = (JSON as { readonly rawJSON?: (text: string) => unknown }).rawJSON;

/**
 * JSON of any plain value: integers of any size with all their digits, bytes as base64, Map as pairs, Set as a list. What JSON
 * would lose without a word, functions and symbols, is refused.
 *
 * @param nonFinite What stands for NaN and infinite numbers, which JSON has not. They are refused unless it is given.
 */
export function jsonText(value: unknown, nonFinite: (number: number) => unknown = refuseNumber): string {
  function plain(this: unknown, key: string, each: unknown): unknown {
    if (typeof each === "number") return numberValue(each, nonFinite);
    const given = (this as Record<string, unknown>)[key];
    // What is left of one that is no time is null.
    if (given instanceof Date && each === null) isoText(given.getTime(), "time");
    return plainValue(each);
  }
  return JSON.stringify(value, plain) ?? "null";
}

function numberValue(value: number, nonFinite: (number: number) => unknown): unknown {
  if (!Number.isFinite(value)) return nonFinite(value);
  return Object.is(value, -0) && raw !== undefined ? raw("-0") : plainValue(value);
}

function refuseNumber(value: number): never {
  throw new NoText(
    `as JSON has only finite numbers: got ${value}; filter such rows out before, or map it to null or text`,
  );
}

/** Any value as the text of a field; objects and arrays are JSON, bytes are base64. */
export function fieldText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (value instanceof Date) return isoText(value.getTime(), "time");
  if (value instanceof Uint8Array) return base64Text(value);
  return ["object", "function", "symbol"].includes(typeof value) ? jsonText(value) : String(value);
}

/** Bytes as base64: however many, as a call takes no more than some 100,000 arguments. */
function base64Text(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function plainValue(value: unknown): unknown {
  if (typeof value === "number" && isLongWhole(value)) return raw === undefined ? value : raw(numberText(value));
  if (typeof value === "bigint") return raw === undefined ? value.toString() : raw(value.toString());
  if (value instanceof Uint8Array) return base64Text(value);
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Float64Array) return Array.from(value);
  if (typeof value === "function" || typeof value === "symbol") throw noJson(value);
  return value;
}

function noJson(value: unknown): NoText {
  return new NoText(
    `as text as functions and symbols have none that could be read again: got ${String(value).slice(0, 80)}; ` +
      "map the rows to what is to be written before",
  );
}
