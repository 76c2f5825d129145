import { countText } from "../../data/count-text.ts";
import type { Axis, TickFormat } from "../axis/axis.ts";
import { extentOf } from "../axis/extent.ts";
import { linearAxis } from "../axis/linear-axis.ts";
import { type Box, boxesOf, type Spread } from "../boxes.ts";
import { visible } from "../escape.ts";
import { shortText } from "../number-text.ts";
import { type ChartOptions, defaultWidth } from "./chart-options.ts";
import { element, textElement, tooltip } from "./element.ts";
import { header, padding } from "./header.ts";
import { picture } from "./picture.ts";
import { labelGap, type PlotBox, xPixel } from "./plot-box.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";
import { seriesColor } from "./theme.ts";

/** How boxes are drawn. */
export interface BoxChartOptions extends ChartOptions {
  /** What the values are, with their unit. */
  readonly valueLabel?: string;
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
}

const rowHeight = 34;
const widestLabel = 180;
/** Of the values beyond the whiskers of a box; more are told in its tooltip. */
const mostOutliers = 200;

/**
 * How values are spread under some labels, as an SVG picture: a box from the first to the third quartile with the median in it, whiskers to
 * the last values within 1.5 times its length, dots for those beyond.
 *
 * @example
 * ```ts
 * import { boxChart } from "millrace/display";
 *
 * const svg = boxChart([{ label: "ORD", values: [4, 9, 5, 7, 60] }, { label: "ATL", values: [2, 3, 8] }], { valueLabel: "minutes" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function boxChart(spreads: readonly Spread[], options: BoxChartOptions = {}): string {
  const { title, subtitle, valueLabel, width = defaultWidth, format } = options;
  const boxes = boxesOf(spreads).map((box) => ({ ...box, label: cutToPixels(visible(box.label), widestLabel) }));
  const head = header({ title, subtitle, names: [], width });
  const below = 24 + (valueLabel === undefined ? 0 : 18);
  const height = options.height ?? Math.max(120, head.height + boxes.length * rowHeight + below + padding);
  const left = padding + boxes.reduce((most, { label }) => Math.max(most, pixelWidth(label)), 0) + labelGap;
  const box = { left, right: width - padding - 8, top: head.height + 4, bottom: height - padding - below };
  const extent = extentOf(boxes.map(({ low, high, outliers }) => [low, high, ...outliers]));
  const axis = linearAxis(extent ?? [0, 1], { count: width / 110, ends: "nice", format });
  const room = (box.bottom - box.top) / Math.max(1, boxes.length);
  const marks = boxes.map((one, at) =>
    boxMarkup(one, box.top + (at + 0.5) * room, Math.min(20, 0.6 * room), xPixel(axis, box)),
  );
  const every = Math.max(1, Math.ceil(13 / room));
  const labels = boxes.map(({ label }, at) =>
    at % every === 0
      ? textElement(
          { class: "mr-label", x: left - labelGap, y: box.top + (at + 0.5) * room + 4, "text-anchor": "end" },
          label,
        )
      : "",
  );
  const body = head.markup + axisMarkup(axis, box, valueLabel) + labels.join("") + marks.join("");
  return picture(title ?? "spread of values", width, height, body);
}

function axisMarkup(axis: Axis, { left, right, top, bottom }: PlotBox, valueLabel: string | undefined): string {
  const ticks = axis.ticks.map(({ value, label }) => {
    const x = left + axis.share(value) * (right - left);
    return (
      element("line", { class: "mr-grid", x1: x, x2: x, y1: top, y2: bottom }) +
      textElement({ class: "mr-label", x, y: bottom + 17, "text-anchor": "middle" }, label)
    );
  });
  if (valueLabel === undefined) return ticks.join("");
  const name = textElement({ class: "mr-strong", x: right, y: bottom + 36, "text-anchor": "end" }, visible(valueLabel));
  return ticks.join("") + name;
}

function boxMarkup(
  { label, count, low, q25, median, q75, high, outliers }: Box,
  middle: number,
  thick: number,
  xOf: (value: number) => number,
): string {
  const color = seriesColor(0);
  const line = (from: number, to: number, y1: number, y2: number): string =>
    element("line", { stroke: color, "stroke-width": 1.5, x1: xOf(from), x2: xOf(to), y1, y2 });
  const [upper, lower] = [middle - thick / 2, middle + thick / 2];
  const told = [
    `${label}: ${countText(count, "value")}`,
    `${shortText(low)} [${shortText(q25)} ${shortText(median)} ${shortText(q75)}] ${shortText(high)}`,
    ...(outliers.length === 0 ? [] : [`${outliers.length.toLocaleString("en-US")} beyond`]),
  ].join(", ");
  const rectangle = element(
    "rect",
    {
      x: xOf(q25),
      y: upper,
      width: Math.max(1, xOf(q75) - xOf(q25)),
      height: thick,
      rx: 2,
      fill: color,
      "fill-opacity": "0.25",
      stroke: color,
      "stroke-width": 1.5,
    },
    tooltip(told),
  );
  const every = Math.max(1, Math.ceil(outliers.length / mostOutliers));
  const dots = Array.from(outliers)
    .filter((_, at) => at % every === 0 || at === outliers.length - 1)
    .map((value) => element("circle", { cx: xOf(value), cy: middle, r: 2.5, fill: color, "fill-opacity": "0.6" }));
  const inner = element("line", {
    stroke: color,
    "stroke-width": 3,
    x1: xOf(median),
    x2: xOf(median),
    y1: upper,
    y2: lower,
  });
  const ends =
    line(low, low, upper + thick / 4, lower - thick / 4) + line(high, high, upper + thick / 4, lower - thick / 4);
  return line(low, q25, middle, middle) + line(q75, high, middle, middle) + ends + rectangle + inner + dots.join("");
}
