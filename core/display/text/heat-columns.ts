import { visible } from "../escape.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";

/** How the columns of a heat map are laid out in characters. */
export interface HeatColumns {
  /** How many of them fit. */
  readonly count: number;
  /** Characters of a cell. */
  readonly width: number;
  /** Their labels in a line, as many as do not touch. */
  readonly header: string;
}

/** Cells as wide as their labels where all fit, and narrower, down to a character, where they do not. */
export function heatColumns(labels: ArrayLike<string>, room: number): HeatColumns {
  // More columns than characters are not shown, so their labels are not looked at.
  const texts = Array.from({ length: Math.min(labels.length, room) }, (_, at) => visible(labels[at]!.slice(0, 200)));
  const widest = texts.reduce((most, text) => Math.max(most, textWidth(text)), 1);
  const width = Math.max(1, Math.min(widest + 1, 10, Math.floor(room / Math.max(1, labels.length))));
  const count = Math.min(texts.length, Math.floor(room / width));
  return { count, width, header: headerLine(texts.slice(0, count), width, room) };
}

function headerLine(texts: readonly string[], width: number, room: number): string {
  let line = "";
  for (const [at, text] of texts.entries()) {
    const start = at * width;
    if (line !== "" && start < textWidth(line) + 1) continue;
    // Where every cell has its label, a long one is cut; where only some have, it may reach over the next.
    const label = cutToWidth(text, Math.max(width - 1, Math.min(10, room - start)));
    if (start + textWidth(label) <= room) line = padToWidth(line, start) + label;
  }
  return line;
}
