import type { Axis, Tick } from "../axis/axis.ts";
import { visible } from "../escape.ts";
import { cutToWidth, textWidth } from "../text-width.ts";

/** Left of each row its tick label and the axis, as `"30 ┤"`; all equally wide, labels cut to a width. */
export function yAxisLines(axis: Axis, rows: number, widestLabel: number): string[] {
  const labels = new Map(
    ticksOn(axis).map(({ value, label }) => [rowOf(axis.share(value), rows), cutToWidth(visible(label), widestLabel)]),
  );
  const widest = Math.max(0, ...Array.from(labels.values(), textWidth));
  return Array.from({ length: rows }, (_, row) => {
    const label = labels.get(row);
    return label === undefined ? `${" ".repeat(widest)} │` : `${" ".repeat(widest - textWidth(label))}${label} ┤`;
  });
}

/** Below the rows: the axis with its ticks, the labels, and what the labels are within. */
export function xAxisLines(axis: Axis, columns: number): string[] {
  const placed = placedTicks(axis, columns);
  const marks = new Set(placed.map(({ column }) => column));
  const line = Array.from({ length: columns }, (_, column) => (marks.has(column) ? "┬" : "─")).join("");
  const labels = placeTexts(
    placed.map(({ column, tick }) => ({ column, text: visible(tick.label) })),
    columns,
  );
  const contexts = placeTexts(
    placed.map(({ column, tick }) => ({ column, text: tick.context ?? "" })),
    columns,
  );
  return [line, labels, ...(contexts === "" ? [] : [contexts])];
}

/** The row of a share, counted from the top. */
function rowOf(share: number, rows: number): number {
  return (rows * 4 - 1 - Math.round(share * (rows * 4 - 1))) >> 2;
}

function placedTicks(axis: Axis, columns: number): { readonly column: number; readonly tick: Tick }[] {
  let free = -1;
  return ticksOn(axis).flatMap((tick) => {
    const column = Math.round(axis.share(tick.value) * (columns * 2 - 1)) >> 1;
    const start = startOf(column, textWidth(visible(tick.label)), columns);
    if (start < free) return [];
    free = start + textWidth(visible(tick.label)) + 2;
    return [{ column, tick }];
  });
}

/** Texts in the middle of their columns; one that would touch the one before it is left out. */
function placeTexts(texts: readonly { readonly column: number; readonly text: string }[], columns: number): string {
  let line = "";
  for (const { column, text } of texts) {
    const start = startOf(column, textWidth(text), columns);
    if (text === "" || (line !== "" && start < textWidth(line) + 1)) continue;
    line = `${line}${" ".repeat(start - textWidth(line))}${text}`;
  }
  return line;
}

/** Where a text begins whose middle is at a column, moved inwards at both ends. */
function startOf(column: number, width: number, columns: number): number {
  return Math.max(0, Math.min(column - (width >> 1), columns - width));
}

function ticksOn({ ticks, share }: Axis): readonly Tick[] {
  return ticks.filter(({ value }) => share(value) >= -1e-9 && share(value) <= 1 + 1e-9);
}

/** A line of a chart, cut to its width and without spaces at its end. */
export function chartLine(text: string, width: number): string {
  return cutToWidth(text.trimEnd(), width);
}
