import { visible } from "../escape.ts";
import type { Paint } from "../paint.ts";
import { cutToWidth, textWidth } from "../text-width.ts";

/** The title as a line of its own, and the names of several series in their colors. */
export function headLines(
  { title, names }: { readonly title: string | undefined; readonly names: readonly string[] },
  width: number,
  paint: Paint,
): string[] {
  const lines = title === undefined ? [] : [paint.bold(cutToWidth(visible(title), width))];
  return names.length > 1 ? [...lines, namesLine(names, width, paint)] : lines;
}

/** As many names as fit into one line. */
function namesLine(names: readonly string[], width: number, paint: Paint): string {
  const shown: string[] = [];
  let used = 0;
  for (const [at, name] of names.entries()) {
    const text = cutToWidth(visible(name), width - 6);
    // Room for what stands between two names, the square, and the … of those that are left out.
    used += textWidth(text) + 4;
    if (used > width - 1) return `${shown.join("  ")}  …`;
    shown.push(`${paint.series(at, "■")} ${text}`);
  }
  return shown.join("  ");
}
