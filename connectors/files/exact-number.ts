/**
 * The number of a text of JSON: a double, or the integer itself where it is written with all its digits and is more than doubles
 * surely hold. Of `9007199254740993.0` a double would be …992; of `1e23`, whose zeros nobody wrote, and of fractions the nearest
 * double is what is meant.
 */
export function exactNumber(text: string): number | bigint {
  const value = Number(text);
  const isDigits = /^-?\d+$/.test(text);
  return (isDigits && !Number.isSafeInteger(value) ? BigInt(text) : lostInteger(text, value)) ?? value;
}

/** The integer that a text has all digits of, where `value`, the double of the text, is another one. */
export function lostInteger(text: string, value: number): bigint | undefined {
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return undefined;
  const written = writtenInteger(text);
  return written === BigInt(value) ? undefined : written;
}

/** The integer of `12`, `12.0` or `1.2e1`; undefined where it is none, or `12e1`, which has not all digits. */
export function writtenInteger(text: string): bigint | undefined {
  const match = /^(-?)(\d+)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const digits = `${whole}${fraction}`;
  const wholeDigits = whole!.length + Number(exponent);
  if (wholeDigits <= 0 || wholeDigits > digits.length || /[1-9]/.test(digits.slice(wholeDigits))) return undefined;
  return BigInt(`${sign}${digits.slice(0, wholeDigits)}`);
}
