import type { XyScales } from "../chart/xy-scales.ts";
import { visible } from "../escape.ts";
import type { Scale, Tick } from "../scale/scale.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { dimmed, type TextColor } from "./paint.ts";

export interface FrameSpec {
  readonly scales: XyScales;
  readonly labels: { readonly x: string | undefined; readonly y: string | undefined };
  /** Characters of a line, axis included. */
  readonly width: number;
  /** Lines of the drawing. */
  readonly height: number;
  readonly color: TextColor;
}

/** A drawing of `height` lines with an axis at its left and one below. */
export function framedText(spec: FrameSpec, draw: (columns: number) => readonly string[]): string[] {
  const { scales, labels, width, height, color } = spec;
  const texts = rowTexts(scales.y, height);
  const widest = Math.max(...texts.map(textWidth));
  const margin = Math.min(widest, Math.floor(width / 3));
  const columns = width - margin - 2;
  const drawing = draw(columns).map((line, row) => {
    const text = padToWidth(cutToWidth(texts[row]!, margin), margin, "right");
    return `${dimmed(`${text} ${texts[row] === "" ? "│" : "┤"}`, color)}${line}`.trimEnd();
  });
  const below = xLines(scales.x, columns).map((line) => dimmed(" ".repeat(margin + 2) + line, color).trimEnd());
  const [first, ...contexts] = below;
  return [
    ...(labels.y === undefined ? [] : [dimmed(cutToWidth(visible(labels.y), width), color)]),
    ...drawing,
    dimmed(`${" ".repeat(margin + 1)}└${axisLine(scales.x, columns)}`, color),
    ...(first === undefined ? [] : [first]),
    ...contexts,
    ...(labels.x === undefined
      ? []
      : [dimmed(padToWidth(cutToWidth(visible(labels.x), width), width, "right"), color)]),
  ];
}

/** The text of the tick that stands in each line; empty where there is none. */
function rowTexts(y: Scale, height: number): string[] {
  const texts = Array.from({ length: height }, () => "");
  for (const { value, text } of y.ticks) {
    // A line of the drawing is four dots high.
    const row = Math.floor((Math.round((1 - y.at(value)) * (4 * height - 1)) + 0.5) / 4);
    if (texts[row] === "") texts[row] = visible(text);
  }
  return texts;
}

function columnOf({ value }: Tick, x: Scale, columns: number): number {
  return Math.min(columns - 1, Math.floor(Math.round(x.at(value) * (2 * columns - 1)) / 2));
}

function axisLine(x: Scale, columns: number): string {
  const line = Array.from({ length: columns }, () => "─");
  for (const tick of x.ticks) line[columnOf(tick, x, columns)] = "┬";
  return line.join("");
}

/** Texts below their ticks, as many as do not touch, and below them what several ticks share. */
function xLines(x: Scale, columns: number): string[] {
  const placed = x.ticks.map((tick) => ({ ...tick, column: columnOf(tick, x, columns) }));
  const texts = textLine(
    placed.map(({ column, text }) => ({ column: column - (textWidth(text) >> 1), text })),
    columns,
  );
  const contexts = placed.flatMap(({ column, text, context }) =>
    context === undefined ? [] : [{ column: column - (textWidth(text) >> 1), text: context }],
  );
  return contexts.length === 0 ? [texts] : [texts, textLine(contexts, columns)];
}

function textLine(parts: readonly { readonly column: number; readonly text: string }[], columns: number): string {
  let line = "";
  for (const part of parts) {
    const text = visible(part.text);
    const column = Math.max(0, Math.min(part.column, columns - textWidth(text)));
    if (line !== "" && column < textWidth(line) + 1) continue;
    line = padToWidth(line, column) + text;
  }
  return cutToWidth(line, columns);
}
