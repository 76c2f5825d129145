/** Whether an error's message is one of our own, which are whole sentences: what failed, where, and what to do. */
export function isExplained(error: unknown): error is Error {
  return (
    error instanceof DOMException ||
    (error instanceof Error && /^Cannot (?!read propert|set propert|destructure)/.test(error.message))
  );
}

/**
 * Whether an error that a lambda threw says all by itself: what cannot be done, as what must hold, and what to do. The lambda is then that of a
 * step of ours, or called something of ours. Errors of the language begin alike (`Cannot mix BigInt and other types, use …`).
 */
export function isWholeSentence(error: unknown): error is Error {
  return error instanceof Error && /^Cannot .+ as .+: got .+; ./s.test(error.message);
}

/** What something threw, as a sentence of ours: `doing` completes "Cannot …". An error that is one already stays as it is. */
export function explained(doing: string, error: unknown, remedy: string): Error {
  if (isExplained(error)) return error;
  return new Error(`Cannot ${doing} as it threw ${thrownText(error)}; ${remedy}`, { cause: error });
}

function thrownText(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${oneLine(error.message, longestText)}`;
  return oneLine(typeof error === "string" ? JSON.stringify(error) : rowText(error), longestText);
}

/** As long as fits a message. */
const longestText = 500;

/** Text cut to a length, without control characters that a terminal would obey. */
export function oneLine(text: string, length: number): string {
  const clean = text.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}

/** A row as text for a message: JSON, as far as there is any, cut to 300 characters. */
export function rowText(row: unknown): string {
  return oneLine(jsonText(row), 300);
}

function jsonText(row: unknown): string {
  try {
    return JSON.stringify(row, shown)?.replace(marked, "$1") ?? String(row);
  } catch {
    return Object.prototype.toString.call(row);
  }
}

/** What JSON has no word for, marked, so that it stands in the message as it is: else NaN would look like null. */
function shown(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : mark + numberText(value);
  const given = (this as Record<string, unknown>)[key];
  return given instanceof Date && Number.isNaN(given.getTime()) ? `${mark}Invalid Date` : value;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

const mark = "\u0001";
const marked = /"\\u0001(NaN|-?Infinity|-0|Invalid Date)"/g;
