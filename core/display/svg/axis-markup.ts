import type { Axis, Tick } from "../axis/axis.ts";
import { element, textElement } from "./element.ts";
import { padding } from "./header.ts";
import { labelGap, type PlotBox, xPixel, yPixel } from "./plot-box.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";

/** The vertical axis: a line across the plot and a label for each tick, the name of the axis above. */
export function yAxisMarkup(axis: Axis, box: PlotBox, label: string | undefined): string {
  const pixel = yPixel(axis, box);
  const ticks = ticksOn(axis).map((tick) => {
    const y = pixel(tick.value);
    return (
      element("line", { class: "mr-grid", x1: box.left, x2: box.right, y1: y, y2: y }) +
      textElement({ class: "mr-label", x: box.left - labelGap, y: y + 4, "text-anchor": "end" }, tick.label)
    );
  });
  return ticks.join("") + nameMarkup(label, { x: padding, y: box.top - 12 }, box.right - padding);
}

/** The horizontal axis: a base line, a label for each tick, below it what the label is within, the name at the right. */
export function xAxisMarkup(axis: Axis, box: PlotBox, label: string | undefined): string {
  const pixel = xPixel(axis, box);
  const base = element("line", { class: "mr-axis", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom });
  const apart = ticksApart(ticksOn(axis), pixel);
  const hasContext = apart.some(({ context }) => context !== undefined);
  const nameY = box.bottom + 36 + (hasContext ? 15 : 0);
  return (
    base +
    apart.map((tick) => xTickMarkup(tick, pixel(tick.value), box.bottom)).join("") +
    nameMarkup(label, { x: box.right, y: nameY, "text-anchor": "end" }, box.right - box.left)
  );
}

function xTickMarkup({ label, context }: Tick, x: number, bottom: number): string {
  const centered = { class: "mr-label", x, "text-anchor": "middle" };
  return (
    element("line", { class: "mr-axis", x1: x, x2: x, y1: bottom, y2: bottom + 5 }) +
    textElement({ ...centered, y: bottom + 18 }, label) +
    (context === undefined ? "" : textElement({ ...centered, class: "mr-strong", y: bottom + 33 }, context))
  );
}

function nameMarkup(
  label: string | undefined,
  at: { x: number; y: number; "text-anchor"?: string },
  width: number,
): string {
  return label === undefined ? "" : textElement({ class: "mr-strong", ...at }, cutToPixels(label, width));
}

function ticksOn({ ticks, share }: Axis): readonly Tick[] {
  return ticks.filter(({ value }) => share(value) >= -1e-9 && share(value) <= 1 + 1e-9);
}

/** Ticks without those whose labels would touch the one before. */
function ticksApart(ticks: readonly Tick[], pixel: (value: number) => number): Tick[] {
  let free = Number.NEGATIVE_INFINITY;
  let freeBelow = Number.NEGATIVE_INFINITY;
  return ticks.flatMap((tick) => {
    const x = pixel(tick.value);
    const half = pixelWidth(tick.label) / 2;
    if (x - half < free) return [];
    free = x + half + labelGap;
    const halfBelow = pixelWidth(tick.context ?? "") / 2;
    if (tick.context === undefined || x - halfBelow < freeBelow) return [{ value: tick.value, label: tick.label }];
    freeBelow = x + halfBelow + labelGap;
    return [tick];
  });
}
