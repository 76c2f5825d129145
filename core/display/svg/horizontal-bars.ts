import { visible } from "../escape.ts";
import { numberTexts } from "../number-text.ts";
import type { DrawnBars } from "./bar-chart.ts";
import { barMarkup, barPlace } from "./bar-place.ts";
import { defaultWidth } from "./chart-options.ts";
import { element, textElement } from "./element.ts";
import { header, padding } from "./header.ts";
import { picture } from "./picture.ts";
import { labelGap, type PlotBox, xPixel } from "./plot-box.ts";
import { pixelWidth } from "./text-size.ts";

const barHeight = 22;

/** Bars that grow to the right, labels at the left, as high as they need. */
export function horizontalBars(bars: DrawnBars): string {
  const { options, names, labels, layout } = bars;
  const { title, subtitle, valueLabel, width = defaultWidth } = options;
  const { markup, height: top } = header({ title, subtitle, names, width });
  const beside = layout === "grouped" ? Math.max(1, names.length) : 1;
  const needed = labels.length * (8 + (barHeight - 8) * beside) + top + 46 + (valueLabel === undefined ? 0 : 18);
  const height = options.height ?? Math.max(needed, 120);
  const left = padding + labels.reduce((most, label) => Math.max(most, pixelWidth(label)), 0) + labelGap;
  const box = {
    left,
    right: width - padding - Math.max(16, ...valueTexts(bars).map((text) => pixelWidth(text) + labelGap)),
    top: top + 4,
    bottom: height - padding - 20 - (valueLabel ? 18 : 0),
  };
  const body = markup + valueAxis(bars, box) + labelMarkup(bars, box) + marks(bars, box);
  return picture(title ?? names.join(", "), width, height, body);
}

function valueAxis({ values, options: { valueLabel } }: DrawnBars, { left, right, top, bottom }: PlotBox): string {
  const ticks = values.ticks.map(({ value, label }) => {
    const x = left + values.share(value) * (right - left);
    return (
      element("line", { class: "mr-grid", x1: x, x2: x, y1: top, y2: bottom }) +
      textElement({ class: "mr-label", x, y: bottom + 17, "text-anchor": "middle" }, label)
    );
  });
  if (valueLabel === undefined) return ticks.join("");
  const name = textElement({ class: "mr-strong", x: right, y: bottom + 36, "text-anchor": "end" }, visible(valueLabel));
  return ticks.join("") + name;
}

/** Every label, or every nth where they would stand on each other. */
function labelMarkup({ labels }: DrawnBars, { left, top, bottom }: PlotBox): string {
  const room = (bottom - top) / Math.max(1, labels.length);
  const every = Math.max(1, Math.ceil(13 / room));
  return labels
    .map((label, at) => {
      const y = top + (at + 0.5) * room + 4;
      return at % every === 0
        ? textElement({ class: "mr-label", x: left - labelGap, y, "text-anchor": "end" }, label)
        : "";
    })
    .join("");
}

function marks(bars: DrawnBars, box: PlotBox): string {
  const xOf = xPixel(bars.values, box);
  const room = (box.bottom - box.top) / Math.max(1, bars.labels.length);
  const rectangles = bars.spans.map((span) => {
    const { start, size } = barPlace(bars, span, box.top + (span.label + 0.5) * room, room);
    const [x, end] = [xOf(Math.min(span.from, span.to)), xOf(Math.max(span.from, span.to))];
    return barMarkup(bars, span, { x, y: start, width: end - x, height: size });
  });
  const zero = element("line", { class: "mr-axis", x1: xOf(0), x2: xOf(0), y1: box.top, y2: box.bottom });
  return rectangles.join("") + zero + valueMarkup(bars, box, room);
}

/** What is written at the bars: the values of a single series, where every bar has a line of its own. */
function valueTexts({ names, spans, options: { format } }: DrawnBars): string[] {
  if (names.length !== 1) return [];
  const values = spans.map(({ value }) => value);
  return format === undefined ? numberTexts(values) : values.map((value) => visible(format(value)));
}

function valueMarkup(bars: DrawnBars, box: PlotBox, room: number): string {
  if (room < barHeight / 2) return "";
  const xOf = xPixel(bars.values, box);
  return valueTexts(bars)
    .map((text, at) => {
      const { label, value } = bars.spans[at]!;
      const [x, anchor] = value < 0 ? [xOf(value) - 6, "end"] : [xOf(value) + 6, "start"];
      const y = box.top + (label + 0.5) * room + 4;
      return textElement({ class: "mr-label", x, y, "text-anchor": anchor }, text);
    })
    .join("");
}
