import { type BarData, drawnNumbers } from "./chart-data.ts";

/** Whether the bars of a label stand beside each other or on each other. */
export type BarLayout = "grouped" | "stacked";

/** One bar in the units of its values. */
export interface BarSpan {
  readonly label: number;
  readonly series: number;
  readonly value: number;
  /** Where it begins and ends on the axis of values. */
  readonly from: number;
  readonly to: number;
}

/** The bars that have a value, label by label. In stacks, negative values go down from zero and positive ones up. */
export function barSpans({ labels, series }: BarData, layout: BarLayout): BarSpan[] {
  const columns = series.map(({ values }) => drawnNumbers(values, labels.length));
  const spans: BarSpan[] = [];
  for (let label = 0; label < labels.length; label++) {
    let [below, above] = [0, 0];
    for (let at = 0; at < columns.length; at++) {
      const value = columns[at]![label]!;
      if (Number.isNaN(value)) continue;
      const from = layout === "grouped" ? 0 : value < 0 ? below : above;
      if (value < 0) below += value;
      else above += value;
      spans.push({ label, series: at, value, from, to: from + value });
    }
  }
  return spans;
}
