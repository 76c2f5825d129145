import type { Axis } from "../axis/axis.ts";
import { visible } from "../escape.ts";
import type { Paint } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";

export interface FrameSpec {
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string | undefined;
  readonly yLabel: string | undefined;
  /** Characters of a line, axis included. */
  readonly width: number;
  /** Lines of the drawing. */
  readonly height: number;
  readonly paint: Paint;
}

/** A drawing with an axis at its left and one below; `draw` is told how many characters wide it is. */
export function framedLines(spec: FrameSpec, draw: (columns: number) => readonly string[]): string[] {
  const { x, y, xLabel, yLabel, width, height, paint } = spec;
  const labels = rowLabels(y, height);
  const margin = Math.min(Math.floor(width / 3), Math.max(...labels.map(textWidth)));
  const columns = width - margin - 2;
  const drawn = draw(columns).map((line, row) => {
    const label = padToWidth(cutToWidth(labels[row]!, margin), margin, "right");
    return paint.dim(`${label} ${labels[row] === "" ? "│" : "┤"}`) + line.trimEnd();
  });
  const below = belowLines(x, columns).map((line) => paint.dim(" ".repeat(margin + 2) + line));
  return [
    ...(yLabel === undefined ? [] : [paint.dim(cutToWidth(visible(yLabel), width))]),
    ...drawn,
    paint.dim(`${" ".repeat(margin + 1)}└${axisLine(x, columns)}`),
    ...below,
    ...(xLabel === undefined ? [] : [paint.dim(padToWidth(cutToWidth(visible(xLabel), width), width, "right"))]),
  ];
}

/** The label of the tick that stands in each line; empty where there is none. */
function rowLabels(y: Axis, height: number): string[] {
  const labels = Array.from({ length: height }, () => "");
  for (const { value, label } of y.ticks) {
    // A line is four dots high.
    const row = Math.round((1 - y.share(value)) * (4 * height - 1)) >> 2;
    if (labels[row] === "") labels[row] = visible(label);
  }
  return labels;
}

/** A character is two dots wide. */
function columnOf(value: number, x: Axis, columns: number): number {
  return Math.round(x.share(value) * (2 * columns - 1)) >> 1;
}

function axisLine(x: Axis, columns: number): string {
  const line = Array.from({ length: columns }, () => "─");
  for (const { value } of x.ticks) line[columnOf(value, x, columns)] = "┬";
  return line.slice(0, columns).join("");
}

/** Labels below their ticks, as many as do not touch; below these what several of them are within. */
function belowLines(x: Axis, columns: number): string[] {
  const placed = x.ticks.map(({ value, label, context }) => {
    const text = visible(label);
    return { column: columnOf(value, x, columns) - (textWidth(text) >> 1), text, context };
  });
  const contexts = placed.flatMap(({ column, context }) => (context === undefined ? [] : [{ column, text: context }]));
  return [placed, contexts].filter((texts) => texts.length > 0).map((texts) => textLine(texts, columns));
}

function textLine(texts: readonly { readonly column: number; readonly text: string }[], columns: number): string {
  let line = "";
  for (const { column, text } of texts) {
    const start = Math.max(0, Math.min(column, columns - textWidth(text)));
    if (line === "" || start > textWidth(line)) line = padToWidth(line, start) + text;
  }
  return cutToWidth(line, columns);
}
