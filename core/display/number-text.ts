const significantDigits = 6;

/** A number by itself: six significant digits, grouped thousands from 10,000 on. */
export function numberText(value: number): string {
  return numberTexts([value])[0]!;
}

/** A number where there is little room: three significant digits, all digits of a whole number. */
export function shortText(value: number): string {
  // A zero from below is no news in a cell of a picture.
  return numberText((Number.isInteger(value) ? value : Number(value.toPrecision(3))) + 0);
}

/**
 * Numbers that stand below each other: all with the same decimals, as many as six significant digits need but
 * two if they have them, and all with grouped thousands if one has five digits (so that years and small counts stay as they are written).
 */
export function numberTexts(values: readonly number[]): string[] {
  const plain = values.filter((value) => Number.isFinite(value) && !isExtreme(value));
  const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const decimals = sharedDecimals(plain, largest);
  return values.map((value) => {
    if (!Number.isFinite(value)) return String(value);
    const text = (Object.is(value, -0) ? "-" : "") + value.toFixed(decimals);
    if (isExtreme(value) || isFarFrom(value, Number(text))) return exponentText(value);
    return largest >= 10_000 ? grouped(text) : text;
  });
}

/** `"1234567.891"` → `"1,234,567.891"`. */
export function grouped(digits: string): string {
  const [whole, ...fraction] = digits.split(".");
  return [whole!.replace(/\B(?=(\d{3})+$)/g, ","), ...fraction].join(".");
}

function sharedDecimals(values: readonly number[], largest: number): number {
  const most = Math.max(2, significantDigits - wholeDigits(largest));
  return values.reduce((decimals, value) => Math.max(decimals, decimalsOf(value, most)), 0);
}

/** Decimals that are not zero, at most `most` of them, after rounding away what a double adds: 0.1 + 0.2 has one. */
function decimalsOf(value: number, most: number): number {
  const digits = Math.min(15, Math.max(significantDigits, wholeDigits(Math.abs(value)) + 2));
  const rounded = Number(value.toPrecision(digits)).toFixed(most);
  return rounded.replace(/\.?0+$/, "").split(".")[1]?.length ?? 0;
}

function wholeDigits(size: number): number {
  return size < 1 ? 0 : Math.floor(Math.log10(size)) + 1;
}

/** Whole numbers that a double cannot hold exactly, and fractions whose zeros nobody would count. */
function isExtreme(value: number): boolean {
  const size = Math.abs(value);
  return size > Number.MAX_SAFE_INTEGER || (size > 0 && size < 1e-6);
}

/** Whether a rounded value says something else: more than 5 % off. */
function isFarFrom(value: number, rounded: number): boolean {
  return Math.abs(rounded - value) > 0.05 * Math.abs(value);
}

function exponentText(value: number): string {
  return value.toExponential(3).replace(/\.?0+e/, "e");
}
