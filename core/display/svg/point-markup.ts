import { numberText } from "../number-text.ts";
import { isTime, timeTexts } from "../time-text.ts";
import type { DrawnSeries } from "../xy-axes.ts";
import { element, tooltip } from "./element.ts";

export interface PointStyle {
  readonly color: string;
  /** Whether a dot is there without the pointer on it. */
  readonly shown: "always" | "hovered";
  /** Whether x are ms since the epoch. */
  readonly xIsTime: boolean;
}

/** A dot with a tooltip for each point that has a place. */
export function pointMarkup(
  { name, x, y }: DrawnSeries,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { color, shown, xIsTime }: PointStyle,
): string {
  const dots: string[] = [];
  for (let at = 0; at < x.length; at++) {
    if (Number.isNaN(xs[at]! + ys[at]!)) continue;
    const place = xIsTime && isTime(x[at]!) ? timeTexts([x[at]!])[0]! : numberText(x[at]!);
    const size = shown === "always" ? { r: 3 } : { r: 5, class: "mr-hit" };
    const text = tooltip(`${name} · ${place} · ${numberText(y[at]!)}`);
    dots.push(element("circle", { cx: xs[at]!, cy: ys[at]!, fill: color, ...size }, text));
  }
  return dots.join("");
}
