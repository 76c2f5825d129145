import type { Axis } from "../axis/axis.ts";
import { xAxisMarkup, yAxisMarkup } from "./axis-markup.ts";
import { type ChartOptions, defaultHeight, defaultWidth } from "./chart-options.ts";
import { header } from "./header.ts";
import { picture } from "./picture.ts";
import { type PlotBox, plotBox } from "./plot-box.ts";

/** A picture with two axes. */
export interface XyPicture {
  readonly options: ChartOptions & { readonly xLabel?: string; readonly yLabel?: string };
  /** Names of the legend. */
  readonly names: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  /** What is drawn between the axes. */
  readonly marks: (box: PlotBox) => string;
}

/** A whole picture of title, legend and axes around the marks. */
export function xyPicture(view: XyPicture): string {
  const { options, names } = view;
  const { title = names.join(", "), width = defaultWidth, height = defaultHeight } = options;
  return picture(title, width, height, xyBody(view));
}

/** What a picture holds, which may be a part of a larger one. */
export function xyBody({ options, names, x, y, marks }: XyPicture): string {
  const { title, subtitle, xLabel, yLabel, width = defaultWidth, height = defaultHeight } = options;
  const { markup, height: top } = header({ title, subtitle, names, width });
  const box = plotBox({ width, height, top, x, y, xLabel, yLabel });
  return markup + yAxisMarkup(y, box, yLabel) + xAxisMarkup(x, box, xLabel) + marks(box);
}
