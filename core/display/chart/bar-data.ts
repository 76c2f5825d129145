import { visible } from "../escape.ts";
import { type ChartLabel, type ChartValue, labelTexts, numberOf } from "./values.ts";

/** A value for every label, or several by name. */
export type BarData =
  | { readonly labels: ArrayLike<ChartLabel>; readonly values: ArrayLike<ChartValue> }
  | {
      readonly labels: ArrayLike<ChartLabel>;
      readonly series: readonly { readonly name: string; readonly values: ArrayLike<ChartValue> }[];
    };

export interface BarGroups {
  /** The labels that are shown. */
  readonly labels: readonly string[];
  /** Values for each of them; NaN where there is none. */
  readonly series: readonly { readonly name: string; readonly values: Float64Array }[];
  /** How many labels are left out. */
  readonly hidden: number;
}

/** The first bars as numbers. */
export function barGroups(data: BarData, most: number): BarGroups {
  const series = "series" in data ? data.series : [{ name: "", values: data.values }];
  const shown = Math.min(data.labels.length, Math.max(1, Math.floor(most / Math.max(1, series.length))));
  return {
    labels: labelTexts(Array.from({ length: shown }, (_, at) => data.labels[at])),
    series: series.map(({ name, values }) => ({
      name: visible(name),
      values: Float64Array.from({ length: shown }, (_, at) => finite(numberOf(values[at]))),
    })),
    hidden: data.labels.length - shown,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** What is written below bars that were left out. */
export function hiddenBarsText(hidden: number): string {
  return `… ${hidden.toLocaleString("en-US")} more`;
}
