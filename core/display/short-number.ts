const units = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/**
 * Three digits and a unit: `950`, `12.3k`, `4.56M`, `7.89G`.
 *
 * @example
 * ```ts
 * import { shortNumber } from "millrace/display";
 * console.log(shortNumber(12_345)); // 12.3k
 * ```
 */
export function shortNumber(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  // 999.6k is 1M after rounding.
  const size = Number(Math.abs(value).toPrecision(3));
  const [unit, letter] = units.find(([least]) => size >= least) ?? [1, ""];
  return `${Number((value / unit).toPrecision(3))}${letter}`;
}

/**
 * `950 B`, `12.3 kB`, `4.56 MB`: decimal units.
 *
 * @example
 * ```ts
 * import { shortBytes } from "millrace/display";
 * console.log(shortBytes(4_560_000)); // 4.56 MB
 * ```
 */
export function shortBytes(bytes: number): string {
  const [, digits, letter] = /^(.*?)([A-Z]?|k)$/.exec(shortNumber(bytes))!;
  return `${digits} ${letter}B`;
}
