import type { Series } from "../chart-data.ts";
import { lineRuns } from "../thin-line.ts";
import type { Braille, Dot } from "./braille.ts";
import { type XyTextOptions, xyText } from "./xy-text.ts";

/**
 * Lines for a terminal, drawn with eight dots in a character. A missing value breaks the line. Without colors several
 * series are drawn below each other, on the same axes.
 *
 * @param options Width in characters, height in lines.
 * @example
 * ```ts
 * import { lineText } from "millrace/display";
 *
 * const x = Array.from({ length: 60 }, (_, at) => at);
 * console.log(lineText([{ name: "wave", x, y: x.map((at) => Math.sin(at / 8)) }], { width: 60, height: 6 }));
 * ```
 */
export function lineText(series: readonly Series[], options: XyTextOptions = {}): string {
  return xyText(series, options, "exact", drawLine);
}

function drawLine(canvas: Braille, xs: ArrayLike<number>, ys: ArrayLike<number>, owner: number): void {
  const dotAt = (at: number): Dot => ({ x: xs[at]!, y: ys[at]! });
  for (const run of lineRuns(xs, ys)) {
    run.forEach((point, at) => canvas.line(dotAt(run[Math.max(0, at - 1)]!), dotAt(point), owner));
  }
}
