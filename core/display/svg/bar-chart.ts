import type { Axis, TickFormat } from "../axis/axis.ts";
import { categoryAxis } from "../axis/category-axis.ts";
import { extentOf, withZero } from "../axis/extent.ts";
import { linearAxis } from "../axis/linear-axis.ts";
import { type BarLayout, type BarSpan, barSpans } from "../bar-spans.ts";
import type { BarData } from "../chart-data.ts";
import { visible } from "../escape.ts";
import { type ChartOptions, defaultHeight, defaultWidth } from "./chart-options.ts";
import { horizontalBars } from "./horizontal-bars.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";
import { verticalBars } from "./vertical-bars.ts";

/** How bars are drawn. */
export interface BarChartOptions extends ChartOptions {
  /** What the bars are long for, with its unit. */
  readonly valueLabel?: string;
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
  /** Default `"grouped"`: beside each other. */
  readonly layout?: BarLayout;
  /** Which way the bars grow. Default up, or to the right where the labels would not fit below. */
  readonly direction?: "up" | "right";
}

/** Bars ready to be drawn. */
export interface DrawnBars {
  readonly options: BarChartOptions;
  readonly names: readonly string[];
  readonly labels: readonly string[];
  readonly spans: readonly BarSpan[];
  readonly layout: BarLayout;
  readonly categories: Axis;
  readonly values: Axis;
}

const widestLabel = 180;

/**
 * Bars as an SVG picture, from zero to each value; a missing value has no bar.
 *
 * @example
 * ```ts
 * import { barChart } from "millrace/display";
 *
 * const svg = barChart({ labels: ["ORD", "ATL"], series: [{ name: "delay", values: [12.5, 9] }] }, { valueLabel: "minutes" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function barChart(data: BarData, options: BarChartOptions = {}): string {
  const { layout = "grouped", width = defaultWidth, height = defaultHeight } = options;
  const labels = Array.from(data.labels, (label) => cutToPixels(visible(label), widestLabel));
  const direction = options.direction ?? (fitBelow(labels, width - 80) ? "up" : "right");
  const spans = barSpans({ ...data, labels }, layout);
  const extent = extentOf([spans.map(({ from }) => from), spans.map(({ to }) => to)]);
  const count = direction === "up" ? height / 70 : width / 110;
  const bars: DrawnBars = {
    options,
    names: data.series.map(({ name }) => name),
    labels,
    spans,
    layout,
    categories: categoryAxis(labels),
    values: linearAxis(withZero(extent ?? [0, 1]), { count, ends: "nice", format: options.format }),
  };
  return direction === "up" ? verticalBars(bars) : horizontalBars(bars);
}

function fitBelow(labels: readonly string[], width: number): boolean {
  const widest = labels.reduce((most, label) => Math.max(most, pixelWidth(label)), 0);
  return (widest + 8) * labels.length <= width;
}
