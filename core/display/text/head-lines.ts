import { visible } from "../escape.ts";
import type { Paint } from "../paint.ts";
import { cutToWidth, textWidth } from "../text-width.ts";

export interface Head {
  readonly title: string | undefined;
  readonly names: readonly string[];
}

/** The title in a line, and the names of several series, each in its color, in as many lines as they need. */
export function headLines({ title, names }: Head, width: number, paint: Paint): string[] {
  const lines = title === undefined ? [] : [paint.bold(cutToWidth(visible(title), width))];
  return names.length > 1 ? [...lines, ...legendLines(names, width, paint)] : lines;
}

const mostNames = 24;

function legendLines(names: readonly string[], width: number, paint: Paint): string[] {
  const lines: string[] = [];
  let [line, used] = ["", 0];
  for (const [at, name] of names.slice(0, mostNames).entries()) {
    const text = cutToWidth(visible(name.slice(0, 200)), width - 2);
    const gap = used === 0 ? "" : "  ";
    const entry = `${paint.series(at, "■")} ${text}`;
    const taken = textWidth(text) + 2;
    if (used + gap.length + taken > width) {
      lines.push(line);
      [line, used] = [entry, taken];
    } else [line, used] = [line + gap + entry, used + gap.length + taken];
  }
  const hidden = names.length - mostNames;
  return [...lines, line, ...(hidden > 0 ? [paint.dim(`… ${hidden} more`)] : [])];
}
