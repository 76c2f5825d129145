import type { DrawnBars } from "./bar-chart.ts";
import { barMarkup, barPlace } from "./bar-place.ts";
import { element } from "./element.ts";
import { type PlotBox, xPixel, yPixel } from "./plot-box.ts";
import { xyPicture } from "./xy-picture.ts";

/** Bars that grow up, labels below. */
export function verticalBars(bars: DrawnBars): string {
  const { options, names, categories, values } = bars;
  const { valueLabel } = options;
  return xyPicture({
    options: valueLabel === undefined ? options : { ...options, yLabel: valueLabel },
    names,
    x: categories,
    y: values,
    marks: (box) => marks(bars, box),
  });
}

function marks(bars: DrawnBars, box: PlotBox): string {
  const [xOf, yOf] = [xPixel(bars.categories, box), yPixel(bars.values, box)];
  const room = (box.right - box.left) / Math.max(1, bars.labels.length);
  const rectangles = bars.spans.map((span) => {
    const { start, size } = barPlace(bars, span, xOf(span.label), room);
    const [y, end] = [yOf(Math.max(span.from, span.to)), yOf(Math.min(span.from, span.to))];
    return barMarkup(bars, span, { x: start, y, width: size, height: end - y });
  });
  return rectangles.join("") + zeroLine(yOf(0), box);
}

function zeroLine(y: number, { left, right }: PlotBox): string {
  return element("line", { class: "mr-axis", x1: left, x2: right, y1: y, y2: y });
}
