import { quoteText } from "./quote-text.ts";

/**
 * A text that is not `isWellFormed()`: UTF-8 has no bytes for half of a surrogate pair, and encoders write U+FFFD in its place
 * without a word.
 *
 * @param what That was to be written: `column "name" to "x.csv"`.
 */
export function halfCharacter(what: string, text: string): RangeError {
  return new RangeError(
    `Cannot write ${what} as texts must be of whole characters, the only ones that UTF-8 has: got ${quoteText(text)}, with half of a ` +
      "surrogate pair; mend it by text.toWellFormed(), or filter such rows out before",
  );
}

/** Whether a value is a text with half of a character. */
export function hasHalf(value: unknown): value is string {
  return typeof value === "string" && !value.isWellFormed();
}

/** The same text; refused where it has half of a surrogate pair. */
export function wholeText(what: () => string, text: string): string {
  if (hasHalf(text)) throw halfCharacter(what(), text);
  return text;
}
