import type { BarSpan } from "../bar-spans.ts";
import { numberText } from "../number-text.ts";
import type { DrawnBars } from "./bar-chart.ts";
import { element, tooltip } from "./element.ts";
import { seriesColor } from "./theme.ts";

/** Where a bar stands across its direction, in pixels. */
export interface BarPlace {
  readonly start: number;
  readonly size: number;
}

/** The place of a bar within the room of its label: the middle three quarters, divided among the series of a group. */
export function barPlace({ layout, names }: DrawnBars, { series }: BarSpan, middle: number, room: number): BarPlace {
  const beside = layout === "grouped" ? Math.max(1, names.length) : 1;
  const size = Math.min(72, (room * 0.75) / beside);
  return { start: middle + ((layout === "grouped" ? series : 0) - beside / 2) * size, size: Math.max(0.5, size - 1) };
}

/** The rectangle of a bar, with a tooltip. */
export function barMarkup(
  { options, names, labels }: DrawnBars,
  { label, series, value }: BarSpan,
  rectangle: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): string {
  const shown = (options.format ?? numberText)(value);
  const text = [names[series]!, labels[label]!, shown].filter((part) => part !== "").join(" · ");
  return element("rect", { class: "mr-bar", ...rectangle, rx: 1.5, fill: seriesColor(series) }, tooltip(text));
}
