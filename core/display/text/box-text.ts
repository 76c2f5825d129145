import { extentOf } from "../axis/extent.ts";
import { linearAxis } from "../axis/linear-axis.ts";
import { type Box, boxesOf, type Spread } from "../boxes.ts";
import { visible } from "../escape.ts";
import { paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { chartLine, xAxisLines } from "./axis-lines.ts";
import { headLines } from "./head-lines.ts";
import { chartWidth, type TextChartOptions } from "./text-chart-options.ts";

/**
 * How values are spread under some labels, for a terminal: `├──▒▒▒┃▒▒──┤` with dots for what lies beyond.
 *
 * @example
 * ```ts
 * import { boxText } from "millrace/display";
 *
 * console.log(boxText([{ label: "ORD", values: [4, 9, 5, 7, 60] }, { label: "ATL", values: [2, 3, 8] }], { width: 60 }));
 * ```
 */
export function boxText(spreads: readonly Spread[], options: TextChartOptions = {}): string {
  const { title, color = "plain" } = options;
  const [width, paint] = [chartWidth(options), paintFor(color)];
  const head = headLines({ title, names: [] }, width, paint);
  const boxes = boxesOf(spreads);
  if (boxes.length === 0) return [...head, paint.dim("no data")].join("\n");
  const labels = boxes.map(({ label }) => cutToWidth(visible(label), Math.floor(width / 3)));
  const left = Math.max(...labels.map(textWidth)) + 1;
  const columns = width - left;
  const extent = extentOf(boxes.map(({ low, high, outliers }) => [low, high, ...outliers]))!;
  const axis = linearAxis(extent, { count: columns / 14, ends: "nice", format: undefined });
  const columnOf = (value: number): number => Math.min(columns - 1, Math.floor(axis.share(value) * columns));
  const lines = boxes.map(
    (box, at) => `${padToWidth(labels[at]!, left - 1, "left")} ${boxLine(box, columns, columnOf)}`,
  );
  const below = xAxisLines(axis, columns).map((line) => paint.dim(" ".repeat(left) + line));
  return [...head, ...lines, ...below]
    .map((line) => chartLine(line, color === "plain" ? width : line.length))
    .join("\n");
}

function boxLine(
  { low, q25, median, q75, high, outliers }: Box,
  columns: number,
  columnOf: (value: number) => number,
): string {
  const cells: string[] = new Array(columns).fill(" ");
  const fill = (from: number, to: number, cell: string): void =>
    void cells.fill(cell, columnOf(from), columnOf(to) + 1);
  for (const value of outliers) cells[columnOf(value)] = "·";
  fill(low, high, "─");
  cells[columnOf(low)] = "├";
  cells[columnOf(high)] = "┤";
  fill(q25, q75, "▒");
  cells[columnOf(median)] = "┃";
  return cells.join("");
}
