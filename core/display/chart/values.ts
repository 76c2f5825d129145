import { cellText } from "../cell.ts";
import { visible } from "../escape.ts";

/** What a chart draws. Null, undefined, NaN and infinities are gaps; a `Date` is a time. */
export type ChartValue = number | bigint | Date | null | undefined;

/** What names a bar, a row or a column. */
export type ChartLabel = string | ChartValue | boolean;

export function numberOf(value: ChartValue): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

export function numbersOf(values: ArrayLike<ChartValue>): Float64Array {
  return Float64Array.from(values, numberOf);
}

export function labelText(label: ChartLabel): string {
  return typeof label === "string" ? visible(label.slice(0, 200)) : cellText(label, "");
}

export function labelTexts(labels: ArrayLike<ChartLabel>): string[] {
  return Array.from(labels, labelText);
}
