import type { Series } from "../chart-data.ts";
import type { Braille } from "./braille.ts";
import { type XyTextOptions, xyText } from "./xy-text.ts";

/**
 * Points for a terminal, drawn with eight dots in a character.
 *
 * @param options Width in characters, height in lines.
 * @example
 * ```ts
 * import { scatterText } from "millrace/display";
 *
 * console.log(scatterText([{ name: "ORD", x: [120, 860, 1745], y: [4, 9, 31] }], { xLabel: "miles", yLabel: "minutes" }));
 * ```
 */
export function scatterText(series: readonly Series[], options: XyTextOptions = {}): string {
  return xyText(series, options, "nice", drawPoints);
}

function drawPoints(canvas: Braille, xs: ArrayLike<number>, ys: ArrayLike<number>, owner: number): void {
  for (let at = 0; at < xs.length; at++) canvas.dot(xs[at]!, ys[at]!, owner);
}
