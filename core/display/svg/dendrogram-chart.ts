import { linearAxis } from "../axis/linear-axis.ts";
import { type DendrogramNode, type DendrogramOptions, type DendrogramView, drawnDendrogram } from "../dendrogram.ts";
import { visible } from "../escape.ts";
import { numberText } from "../number-text.ts";
import { xAxisMarkup } from "./axis-markup.ts";
import { defaultWidth } from "./chart-options.ts";
import { decimalText, element, textElement, tooltip } from "./element.ts";
import { header, padding } from "./header.ts";
import { picture } from "./picture.ts";
import { labelGap, type PlotBox, xPixel } from "./plot-box.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";
import { seriesColor } from "./theme.ts";

const widestLabel = 180;
const rowHeight = 18;

/**
 * What was merged with what, as an SVG picture: leaves at the left, and the farther to the right two are joined the farther they were from
 * each other.
 *
 * @throws RangeError where the merges are not those of the leaves.
 * @example
 * ```ts
 * import { dendrogramChart } from "millrace/display";
 *
 * const merges = { left: [0, 2, 3], right: [1, 4, 5], distances: [1, 2, 6] };
 * const svg = dendrogramChart({ labels: ["cat", "lynx", "dog", "owl"], ...merges }, { cut: 4 });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function dendrogramChart(view: DendrogramView, options: DendrogramOptions = {}): string {
  const { title, subtitle, valueLabel, cut, format, width = defaultWidth } = options;
  const { leaves, merges, root } = drawnDendrogram(view, options);
  const labels = leaves.map((label) => cutToPixels(visible(label), widestLabel));
  const head = header({ title, subtitle, names: [], width });
  const below = 24 + (valueLabel === undefined ? 0 : 18);
  const height = options.height ?? head.height + Math.max(1, labels.length) * rowHeight + below + padding;
  const left = padding + labels.reduce((most, label) => Math.max(most, pixelWidth(label)), 0) + labelGap;
  const box = { left, right: width - padding - 12, top: head.height, bottom: height - padding - below };
  const axis = linearAxis([0, root?.distance || 1], { count: width / 110, ends: "nice", format });
  const row = (box.bottom - box.top) / Math.max(1, labels.length);
  const places: Places = { x: xPixel(axis, box), y: (place) => box.top + (place + 0.5) * row };
  const body = [
    head.markup,
    xAxisMarkup(axis, box, valueLabel),
    cut === undefined || root === undefined || cut > root.distance ? "" : cutMarkup(places.x(cut), cut, box),
    ...merges.map((merge) => mergeMarkup(merge, places)),
    ...labelMarkup(labels, left - labelGap, row, places),
  ];
  return picture(title ?? "dendrogram", width, height, body.join(""));
}

interface Places {
  readonly x: (distance: number) => number;
  readonly y: (place: number) => number;
}

function mergeMarkup({ distance, children, cluster }: DendrogramNode, { x, y }: Places): string {
  const [one, other] = children!;
  const [at, from, to] = [x(distance), y(one.place), y(other.place)].map(decimalText);
  const d = `M${decimalText(x(one.distance))},${from}H${at}V${to}H${decimalText(x(other.distance))}`;
  const color =
    cluster === undefined ? { class: "mr-line mr-above" } : { class: "mr-line", stroke: seriesColor(cluster) };
  return element("path", { ...color, d }, tooltip(numberText(distance)));
}

function cutMarkup(x: number, cut: number, { top, bottom }: PlotBox): string {
  const d = `M${decimalText(x)},${decimalText(top)}V${decimalText(bottom)}`;
  return element("path", { class: "mr-reference", d }, tooltip(`cut at ${numberText(cut)}`));
}

/** Labels as far as their rows have room for them. */
function labelMarkup(labels: readonly string[], x: number, row: number, { y }: Places): string[] {
  const every = Math.max(1, Math.ceil(13 / row));
  return labels.map((label, at) =>
    at % every > 0 ? "" : textElement({ class: "mr-label", x, y: y(at) + 4, "text-anchor": "end" }, label),
  );
}
