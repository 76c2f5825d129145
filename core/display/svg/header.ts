import { visible } from "../escape.ts";
import { element, textElement } from "./element.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";
import { seriesColor } from "./theme.ts";

/** What stands above a picture's plot. */
export interface HeaderView {
  readonly title: string | undefined;
  readonly subtitle: string | undefined;
  /** The names of the series; no legend is drawn for a single one. */
  readonly names: readonly string[];
  /** Pixels of the whole picture. */
  readonly width: number;
}

/** Pixels around everything. */
export const padding = 16;
const rowHeight = 20;
const swatch = 10;

/** The title, the subtitle and the legend, and how many pixels they take with the padding above. */
export function header(view: HeaderView): { readonly markup: string; readonly height: number } {
  const { title, subtitle, width } = view;
  const inner = width - 2 * padding;
  let height = padding;
  let markup = "";
  if (title !== undefined) {
    markup += textElement({ class: "mr-title", x: padding, y: height + 14 }, cutToPixels(visible(title), inner, 16));
    height += 24;
  }
  if (subtitle !== undefined) {
    markup += textElement(
      { class: "mr-subtitle", x: padding, y: height + 11 },
      cutToPixels(visible(subtitle), inner, 13),
    );
    height += 21;
  }
  const rows = view.names.length > 1 ? legendRows(view.names, inner) : [];
  markup += rows.map((row, at) => row.map((entry) => entryMarkup(entry, height + at * rowHeight)).join("")).join("");
  return { markup, height: height + rows.length * rowHeight + (height + rows.length > padding ? 8 : 0) };
}

interface Entry {
  readonly name: string;
  readonly at: number;
  readonly x: number;
}

/** Entries from left to right, in as many rows as they need. */
function legendRows(names: readonly string[], width: number): Entry[][] {
  const rows: Entry[][] = [[]];
  let x = 0;
  names.forEach((full, at) => {
    const name = cutToPixels(visible(full), Math.min(240, width - swatch - 6));
    const taken = swatch + 6 + pixelWidth(name);
    if (x > 0 && x + taken > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ name, at, x: padding + x });
    x += taken + 16;
  });
  return rows;
}

function entryMarkup({ name, at, x }: Entry, y: number): string {
  return (
    element("rect", { x, y: y + 2, width: swatch, height: swatch, rx: 2, fill: seriesColor(at) }) +
    textElement({ class: "mr-label", x: x + swatch + 6, y: y + 11 }, name)
  );
}
