import { cutToWidth, textWidth } from "../text-width.ts";
import { inSeriesColor, type TextColor } from "./paint.ts";

/** Names of series, each in its colour, as many as fit. */
export function namesLine(names: readonly string[], width: number, color: TextColor): string {
  let free = width;
  const shown: string[] = [];
  for (const [at, name] of names.entries()) {
    const text = cutToWidth(`■ ${name}`, width - 2);
    const needed = textWidth(text) + (at > 0 ? 2 : 0);
    if (needed > free - (at < names.length - 1 ? 3 : 0)) return `${shown.join("  ")}  …`;
    shown.push(inSeriesColor(text, at, color));
    free -= needed;
  }
  return shown.join("  ");
}
