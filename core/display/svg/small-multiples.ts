import type { Series } from "../chart-data.ts";
import { xyAxes } from "../xy-axes.ts";
import { defaultWidth, sizeOf, type XyChartOptions } from "./chart-options.ts";
import { element } from "./element.ts";
import { header, padding } from "./header.ts";
import { linesOn } from "./line-chart.ts";
import { picture } from "./picture.ts";
import { xyBody } from "./xy-picture.ts";

/** One of several pictures that are compared. */
export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

/** How panels are laid out; width and height are those of the whole. */
export interface SmallMultiplesOptions extends XyChartOptions {
  /** Panels beside each other. Default 3, or fewer where there are fewer. */
  readonly columns?: number;
}

const panelHeight = 190;
const gap = 8;

/**
 * Several line charts with the same axes beside and below each other, as one SVG picture.
 *
 * @example
 * ```ts
 * import { smallMultiples } from "millrace/display";
 *
 * const panels = ["ORD", "ATL"].map((title) => ({ title, series: [{ name: "delay", x: [1, 2, 3], y: [4, 9, 5] }] }));
 * console.log(smallMultiples(panels, { title: "Delay by airport" }).startsWith("<svg")); // true
 * ```
 */
export function smallMultiples(panels: readonly Panel[], options: SmallMultiplesOptions = {}): string {
  const { title, subtitle, width = defaultWidth, height: wholeHeight, columns: wanted = 3, ...rest } = options;
  const columns = Math.max(1, Math.min(wanted, panels.length));
  const rows = Math.ceil(panels.length / columns);
  const head = header({ title, subtitle, names: [], width });
  const height = wholeHeight ?? head.height + Math.max(1, rows) * (panelHeight + gap) + padding;
  const size = {
    width: (width - 2 * gap - (columns - 1) * gap) / columns,
    height: (height - head.height - padding) / Math.max(1, rows) - gap,
  };
  const all = panels.flatMap(({ series }) => series);
  const axes = xyAxes(all, rest, sizeOf(size, "exact"));
  const drawn = panels.map(({ title, series }, at) => {
    const x = gap + (at % columns) * (size.width + gap);
    const y = head.height + Math.floor(at / columns) * (size.height + gap);
    return placed(x, y, xyBody(linesOn(axes, series, { ...rest, ...size, title })));
  });
  return picture(title ?? "small multiples", width, height, head.markup + drawn.join(""));
}

function placed(x: number, y: number, markup: string): string {
  return element("g", { class: "mr-panel", transform: `translate(${x} ${y})` }, markup);
}
